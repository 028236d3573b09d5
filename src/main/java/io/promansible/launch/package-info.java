/**
 * Launching plays: the folder of a run is filled, and Ansible is started in it.
 *
 * <p>Whether a run may start, and what becomes of it, is for other rooms.
 */
@NullMarked
package io.promansible.launch;

import org.jspecify.annotations.NullMarked;
