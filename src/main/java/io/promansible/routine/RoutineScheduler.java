package io.promansible.routine;

import com.github.kagkarlsson.scheduler.Scheduler;

/** The scheduler of routines, as a type of its own, so that it cannot be taken for that of runs. */
public record RoutineScheduler(Scheduler scheduler) {}
