package io.promansible.report;

import io.promansible.database.TimeIds;
import io.promansible.remediation.FixRow;
import io.promansible.remediation.RemediationCounts;
import io.promansible.report.OverviewRepository.Cell;
import io.promansible.report.OverviewRepository.Numbers;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** The numbers of the last day, over all hosts and handlers. */
@Singleton
public final class Overview {
  /** How long a day is cut: into half hours. */
  public static final int CELLS = 48;

  private static final Duration DAY = Duration.ofDays(1);
  private static final int CELL_SECONDS = (int) (DAY.toSeconds() / CELLS);
  private static final int DAYS = 30;
  private static final int TIMES_MAX = 10_000;
  private static final int TIMES_OF_HANDLER = 1_000;

  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final Duration WHILE = Duration.ofSeconds(15);

  private final RemediationCounts counts;
  private final Clock clock;
  private final Kept<Numbers> numbers;
  private final Kept<List<FixRow>> fixes;
  private final Kept<List<Cell>> cells;

  Overview(OverviewRepository rows, RemediationCounts counts, Clock clock) {
    this.counts = counts;
    this.clock = clock;
    this.numbers =
        new Kept<>(
            MOMENT,
            () -> {
              Instant since = clock.instant().minus(DAY);
              return rows.numbers(since, TimeIds.floor(since));
            });
    this.fixes = new Kept<>(WHILE, () -> counts.fixes(clock.instant().minus(DAY), TIMES_MAX));
    this.cells = new Kept<>(MOMENT, () -> rows.cells(clock.instant().minus(DAY), CELL_SECONDS));
  }

  /** How a handler did in half an hour; the worst of it. */
  public enum Did {
    NOTHING,
    HELD,
    FIXED,
    NOT_FIXED
  }

  /** The numbers of now and of the last day. */
  public Numbers numbers() {
    return numbers.get();
  }

  /** The median time from the decision to the alert resolved, of the fixed ones of a day. */
  public Optional<Duration> medianToFix() {
    return HandlerRecord.median(
        fixes.get().stream()
            .map((FixRow fix) -> Duration.between(fix.startedAt(), fix.resolvedAt()))
            .toList());
  }

  /**
   * How long a handler took to fix, day by day, the oldest first; empty on days without a fix. The
   * newest thousand fixes count.
   */
  public List<Optional<Duration>> daysToFix(String handler) {
    Instant now = clock.instant();
    long today = Math.floorDiv(now.getEpochSecond(), DAY.toSeconds());
    Map<Long, List<Duration>> days = new HashMap<>();
    Instant since = now.minus(DAY.multipliedBy(DAYS));
    for (FixRow fix : counts.fixesOf(handler, since, TIMES_OF_HANDLER)) {
      days.computeIfAbsent(
              Math.floorDiv(fix.startedAt().getEpochSecond(), DAY.toSeconds()),
              day -> new ArrayList<>())
          .add(Duration.between(fix.startedAt(), fix.resolvedAt()));
    }
    return LongStream.rangeClosed(today - DAYS + 1, today)
        .mapToObj(day -> HandlerRecord.median(days.getOrDefault(day, List.of())))
        .toList();
  }

  /** What each of some handlers did in each half hour of the last day, the oldest first. */
  public Map<String, List<Did>> strips(List<String> handlers) {
    Instant now = clock.instant();
    long last = Math.floorDiv(now.getEpochSecond(), (long) CELL_SECONDS);
    Map<String, List<Did>> strips = new LinkedHashMap<>();
    handlers.forEach(
        name -> strips.put(name, new ArrayList<>(Collections.nCopies(CELLS, Did.NOTHING))));
    if (handlers.isEmpty()) {
      return strips;
    }
    for (Cell cell : cells.get()) {
      int at = (int) (cell.cell() - last) + CELLS - 1;
      List<Did> strip = strips.get(cell.handler());
      if (strip != null && at >= 0 && at < CELLS && did(cell).compareTo(strip.get(at)) > 0) {
        strip.set(at, did(cell));
      }
    }
    return strips;
  }

  private static Did did(Cell cell) {
    return switch (String.valueOf(cell.kind())) {
      case "FIXED" -> Did.FIXED;
      case "NOT_FIXED", "UNKNOWN" -> Did.NOT_FIXED;
      case "HELD" -> Did.HELD;
      default -> Did.NOTHING;
    };
  }
}
