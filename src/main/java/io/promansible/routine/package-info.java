/**
 * Roles on a cron schedule, as the configuration gives them.
 *
 * <p>Never decides about alerts.
 */
@NullMarked
package io.promansible.routine;

import org.jspecify.annotations.NullMarked;
