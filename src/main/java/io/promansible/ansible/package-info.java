/**
 * Everything that starts a process: ansible-playbook, ansible-inventory, and the files of a run's
 * folder.
 *
 * <p>Never decides whether to run; reports what happened, from the stats and never from text.
 */
@NullMarked
package io.promansible.ansible;

import org.jspecify.annotations.NullMarked;
