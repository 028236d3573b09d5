/**
 * Roles on a cron schedule or at a person's request: the times, and who owns their runs.
 *
 * <p>Never decides about alerts.
 */
@NullMarked
package io.promansible.routine;

import org.jspecify.annotations.NullMarked;
