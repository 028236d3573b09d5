/**
 * What a notification says: alerts, their identity and limits, and the episodes in which they fire.
 *
 * <p>Never decides what to do about an alert, and never asks Alertmanager.
 */
@NullMarked
package io.promansible.alert;

import org.jspecify.annotations.NullMarked;
