package io.promansible.routine;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a routine stands.
 *
 * @param timetable what {@code nextAt} was made from
 * @param pausedBy who paused it; null while it goes on
 * @param nextAt the first time that was not fired yet
 * @param missed times that were not made up for, all in all
 * @param note what became of the last time, where it started nothing
 * @param lateBy milliseconds from the last time to its run
 * @param succeededAt when a run of it last succeeded; null while none has
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
