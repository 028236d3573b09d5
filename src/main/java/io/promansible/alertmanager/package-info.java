/**
 * The clients of Alertmanager and Prometheus: what their members know of an alert, which alerts
 * they hold back, and what their configuration means for us.
 *
 * <p>Never decides about an alert, and changes nothing there but silences and our own alert.
 */
@NullMarked
package io.promansible.alertmanager;

import org.jspecify.annotations.NullMarked;
