/** Pages of projects. */
@NullMarked
package io.promansible.portal.projects;

import org.jspecify.annotations.NullMarked;
