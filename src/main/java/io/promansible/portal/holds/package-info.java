/** What is frozen and held back. */
@NullMarked
package io.promansible.portal.holds;

import org.jspecify.annotations.NullMarked;
