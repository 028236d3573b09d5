package io.promansible.routine;

import io.promansible.routine.Routine.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which of a routine's times are fired now; a pure function.
 *
 * @param times the times to start for, in order
 * @param missed how many times passed for which no run starts
 * @param next when the routine is due next; empty when never
 */
record Due(List<Instant> times, int missed, Optional<Instant> next) {
  /** Up to so long after its time a start is not late: polls and pauses of the machine delay it. */
  static final Duration PUNCTUAL = Duration.ofMinutes(1);

  // After LOOK_MAX times only those of the last MANY days are enumerated, which bounds the loop: no
  // routine fires more often than once a minute.
  private static final int LOOK_MAX = 10_000;
  private static final Duration MANY = Duration.ofDays(7);
  private static final int ALL_MAX = 100;

  Due {
    times = List.copyOf(times);
  }

  /**
   * Decides about all times from {@code from} until now.
   *
   * @param from the first time for which nothing was decided yet
   */
  static Due at(Instant now, Instant from, Routine routine) {
    Duration punctually = PUNCTUAL.plus(routine.jitter());
    Duration back = Stream.of(punctually, routine.late()).max(Duration::compareTo).orElseThrow();
    Instant oldest = now.minus(back);
    int missed = 0;
    Optional<Instant> time = Optional.of(from);
    while (time.isPresent() && time.get().isBefore(oldest)) {
      // After LOOK_MAX missed times the rest is skipped and not counted.
      Instant after = missed++ < LOOK_MAX ? time.get() : oldest.minusNanos(1);
      time = routine.timetable().next(after);
    }
    List<Instant> punctual = new ArrayList<>();
    List<Instant> late = new ArrayList<>();
    int looked = 0;
    while (time.isPresent() && !time.get().isAfter(now)) {
      if (looked++ == LOOK_MAX && time.get().isBefore(now.minus(MANY))) {
        missed += late.size();
        late.clear();
        time = Optional.of(now.minus(MANY));
      } else if (!time.get().plus(punctually).isBefore(now)) {
        punctual.add(time.get());
      } else if (!time.get().plus(routine.late()).isBefore(now)) {
        late.add(time.get());
      } else {
        missed++;
      }
      time = routine.timetable().next(time.get());
    }
    List<Instant> made = madeUp(late, punctual.isEmpty(), routine.misfire());
    missed += late.size() - made.size();
    List<Instant> times = new ArrayList<>(made);
    times.addAll(punctual);
    return new Due(times, missed, time);
  }

  private static List<Instant> madeUp(List<Instant> late, boolean nothingElse, Misfire misfire) {
    if (late.isEmpty()) {
      return List.of();
    }
    return switch (misfire) {
      case SKIP -> List.of();
      // A punctual run makes up for the late ones.
      case ONCE -> nothingElse ? List.of(late.getLast()) : List.of();
      case ALL -> late.subList(Math.max(0, late.size() - ALL_MAX), late.size());
    };
  }
}
