/**
 * What Alertmanager tells us: notifications, their limits, identity and episodes, and a client to
 * ask it back.
 *
 * <p>Never decides what to do about an alert.
 */
@NullMarked
package io.promansible.alert;

import org.jspecify.annotations.NullMarked;
