/** Projects in the API. */
@NullMarked
package io.promansible.api.projects;

import org.jspecify.annotations.NullMarked;
