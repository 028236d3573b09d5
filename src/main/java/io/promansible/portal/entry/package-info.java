/** Logging in and out, and one's own account. */
@NullMarked
package io.promansible.portal.entry;

import org.jspecify.annotations.NullMarked;
