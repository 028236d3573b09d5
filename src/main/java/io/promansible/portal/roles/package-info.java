/** Roles, and the form that runs one. */
@NullMarked
package io.promansible.portal.roles;

import org.jspecify.annotations.NullMarked;
