package io.promansible.routine;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a routine.
 *
 * @param timetable the timetable from which {@code nextAt} was computed
 * @param pausedBy who paused the routine; null when it is not paused
 * @param nextAt the first time for which nothing was decided yet
 * @param missed how many times started nothing, in all
 * @param note why the last time started nothing; empty when it started a run
 * @param lateBy milliseconds from the last time to the queueing of its run
 * @param succeededAt when a run of the routine last succeeded; null while none has
 */
@MappedEntity("routine_state")
public record RoutineState(
    @Id String name,
    String timetable,
    @Nullable String pausedBy,
    Instant nextAt,
    int missed,
    String note,
    long lateBy,
    @Nullable Instant succeededAt) {}
