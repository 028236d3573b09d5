package io.promansible.routine;

import com.github.kagkarlsson.scheduler.Scheduler;

/** The scheduler of routines, so that nobody takes it for that of runs. */
public record RoutineScheduler(Scheduler scheduler) {}
