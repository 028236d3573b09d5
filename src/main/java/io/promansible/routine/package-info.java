/**
 * Roles on a cron schedule: the times, what is fired, and who owns the runs.
 *
 * <p>Never decides about alerts.
 */
@NullMarked
package io.promansible.routine;

import org.jspecify.annotations.NullMarked;
