/**
 * Puts the rooms together and starts the service: clock, data source, schedulers, what recurs.
 *
 * <p>Holds no rule of the engine.
 */
@NullMarked
package io.promansible.wiring;

import org.jspecify.annotations.NullMarked;
