/**
 * Programs that are started and ended: their output, their time limits, all their children, and who
 * a process is after a restart.
 *
 * <p>Knows nothing of Ansible. Only this room, {@code ansible} and {@code play} start processes.
 */
@NullMarked
package io.promansible.process;

import org.jspecify.annotations.NullMarked;
