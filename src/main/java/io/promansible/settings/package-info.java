/**
 * Reading promansible.yml: nodes with their lines, notations (durations, sizes, crons), faults that
 * name file and line.
 *
 * <p>What a key means is said in the room that it configures, never here.
 */
@NullMarked
package io.promansible.settings;

import org.jspecify.annotations.NullMarked;
