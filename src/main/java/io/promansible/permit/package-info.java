/**
 * Permits: what people allow beyond a handler's limits, and breakers that they close.
 *
 * <p>Never decides; the guards ask for them.
 */
@NullMarked
package io.promansible.permit;

import org.jspecify.annotations.NullMarked;
