/** Alerts, and the story of one. */
@NullMarked
package io.promansible.portal.alerts;

import org.jspecify.annotations.NullMarked;
