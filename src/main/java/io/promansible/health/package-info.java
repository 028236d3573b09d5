/**
 * Checks: one thing each that must be well for the service to do its work.
 *
 * <p>Never mends what it finds.
 */
@NullMarked
package io.promansible.health;

import org.jspecify.annotations.NullMarked;
