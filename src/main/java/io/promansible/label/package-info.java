/**
 * Labels and Alertmanager's matchers: the language that alerts, handlers and hosts share.
 *
 * <p>Pure values; no framework, no I/O.
 */
@NullMarked
package io.promansible.label;

import org.jspecify.annotations.NullMarked;
