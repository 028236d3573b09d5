/**
 * Ansible's commands: ansible-playbook plain or warm, ansible-inventory, the files of a run's
 * folder, and what a play's events mean.
 *
 * <p>Never decides whether to run; says what happened by the events and never by the text of the
 * log.
 */
@NullMarked
package io.promansible.ansible;

import org.jspecify.annotations.NullMarked;
