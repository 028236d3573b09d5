/** The start page: what waits, runs and fires. */
@NullMarked
package io.promansible.portal.now;

import org.jspecify.annotations.NullMarked;
