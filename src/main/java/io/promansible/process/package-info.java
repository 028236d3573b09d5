/**
 * Programs that are started and ended: their output, their time limits, all their children, and who
 * a process is after a restart.
 *
 * <p>Knows nothing of Ansible. Only this room and {@code ansible} start processes.
 */
@NullMarked
package io.promansible.process;

import org.jspecify.annotations.NullMarked;
