/** Pages of jobs, and of what is stored for them. */
@NullMarked
package io.promansible.portal.jobs;

import org.jspecify.annotations.NullMarked;
