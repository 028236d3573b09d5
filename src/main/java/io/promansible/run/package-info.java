/**
 * A run: what was asked for, its hosts, its states, its result and its tables.
 *
 * <p>Never starts a process, and never knows why a run was wanted beyond its origin.
 */
@NullMarked
package io.promansible.run;

import org.jspecify.annotations.NullMarked;
