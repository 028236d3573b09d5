package io.promansible.history;

/**
 * How far a play is.
 *
 * @param task the number of the task at hand, from 1; 0 before the first
 * @param tasks how many tasks there are, as far as is known: tasks included at run time come on top
 * @param name of the task at hand
 * @param hostsDone hosts that are through with the task at hand
 * @param hosts how many hosts the run has
 */
public record Progress(int task, int tasks, String name, int hostsDone, int hosts) {}
