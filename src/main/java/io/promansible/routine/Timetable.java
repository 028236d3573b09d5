package io.promansible.routine;

import com.cronutils.model.time.ExecutionTime;
import io.promansible.settings.Crons;
import io.promansible.settings.Zones;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a routine is due: a cron schedule in a zone.
 *
 * <p>Summer time is as in Vixie's cron: a schedule that names hours and minutes fires once for a
 * time that the spring leaves out, just after the gap, and once for a time that the autumn repeats.
 * A schedule with a star in hours or minutes goes by elapsed time.
 *
 * @param cron five fields, or a nickname
 */
public record Timetable(String cron, ZoneId zone) {
  private static final String[] PREFIXES = {"CRON_TZ=", "TZ="};

  /**
   * Reads a schedule.
   *
   * @param text may begin with {@code CRON_TZ=Europe/Paris}, as in other crons
   * @param zone the zone where the text names none
   * @throws IllegalArgumentException when the schedule does not parse, or never fires
   */
  public static Timetable parse(String text, ZoneId zone) {
    String stripped = text.strip();
    for (String prefix : PREFIXES) {
      if (stripped.startsWith(prefix)) {
        String[] parts = stripped.substring(prefix.length()).split("\\s+", 2);
        if (parts.length < 2) {
          throw new IllegalArgumentException("'" + text + "' has no schedule behind its zone");
        }
        return new Timetable(Crons.checked(parts[1]), Zones.parse(parts[0]));
      }
    }
    return new Timetable(Crons.checked(stripped), zone);
  }

  /** The first time after a moment; empty when there is none in the years that cron knows. */
  public Optional<Instant> next(Instant after) {
    ExecutionTime times = Crons.times(cron);
    return fixed() ? byTheClock(times, after) : byElapsedTime(times, after);
  }

  /**
   * The next time by the clock on the wall. The library computes in UTC, as in a zone with summer
   * time it leaves out more than the gap.
   */
  private Optional<Instant> byTheClock(ExecutionTime times, Instant after) {
    LocalDateTime from = LocalDateTime.ofInstant(after, zone);
    Optional<LocalDateTime> next = nextLocal(times, from);
    while (next.isPresent()) {
      // A local time that a change of clocks skips fires at the end of the gap; one that occurs
      // twice fires the first time.
      ZoneOffsetTransition change = zone.getRules().getTransition(next.get());
      Instant time =
          change != null && change.isGap()
              ? change.getInstant()
              : next.get().atZone(zone).withEarlierOffsetAtOverlap().toInstant();
      if (time.isAfter(after)) {
        return Optional.of(time);
      }
      next = nextLocal(times, next.get());
    }
    return Optional.empty();
  }

  /** By elapsed time: the offset is one from a change of the clocks to the next. */
  private Optional<Instant> byElapsedTime(ExecutionTime times, Instant after) {
    Instant from = after;
    while (true) {
      ZoneOffset offset = zone.getRules().getOffset(from);
      ZoneOffsetTransition change = zone.getRules().nextTransition(from);
      Optional<Instant> next =
          nextLocal(
                  times,
                  LocalDateTime.ofInstant(from.minusNanos(from.equals(after) ? 0 : 1), offset))
              .map(local -> local.toInstant(offset));
      if (next.isEmpty() || change == null || next.get().isBefore(change.getInstant())) {
        return next;
      }
      from = change.getInstant();
    }
  }

  private static Optional<LocalDateTime> nextLocal(ExecutionTime times, LocalDateTime after) {
    return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(time -> time.toLocalDateTime());
  }

  /** The next {@code count} times after a moment. */
  public List<Instant> next(Instant after, int count) {
    List<Instant> times = new ArrayList<>();
    Optional<Instant> next = next(after);
    while (next.isPresent() && times.size() < count) {
      times.add(next.get());
      next = next(next.get());
    }
    return times;
  }

  /** Whether the schedule names hours and minutes. */
  private boolean fixed() {
    if (cron.startsWith("@")) {
      return !cron.equals("@hourly");
    }
    String[] fields = cron.split("\\s+", -1);
    return !fields[0].startsWith("*") && !fields[1].startsWith("*");
  }

  @Override
  public String toString() {
    return cron + " " + zone;
  }
}
