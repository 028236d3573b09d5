package io.promansible.portal.runs;

import io.promansible.access.Principal;
import io.promansible.history.RunHistory;
import io.promansible.history.VisibleRuns;
import io.promansible.http.Page;
import io.promansible.portal.Link;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.query.RunQuery;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunPartsRepository;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the list of runs together, of what the caller may see. */
@Singleton
public final class RunList {
  private static final int SHOWN = 50;
  private static final int NAMES = 4;
  private static final int PERCENT = 100;

  private final RunHistory history;
  private final VisibleRuns visible;
  private final RunPartsRepository parts;
  private final Clock clock;

  RunList(RunHistory history, VisibleRuns visible, RunPartsRepository parts, Clock clock) {
    this.history = history;
    this.visible = visible;
    this.parts = parts;
    this.clock = clock;
  }

  RunsPage of(Principal caller, RunQuery query) {
    Map<String, String> filters = filters(query);
    Page<Run> page =
        Page.of(
            SHOWN,
            query.cursor(),
            (from, most) -> history.page(query.filter(from), most),
            new Page.Row<>(Run::queuedAt, Run::id),
            rows -> visible.of(caller, rows));
    Map<String, String> next = new LinkedHashMap<>(filters);
    next.put("cursor", Objects.requireNonNullElse(page.next(), ""));
    return new RunsPage(
        filters, rows(page.rows()), page.next() == null ? null : Link.to("/runs", next));
  }

  private static Map<String, String> filters(RunQuery query) {
    Map<String, String> filters = new LinkedHashMap<>();
    put(filters, "state", query.state());
    put(filters, "outcome", query.outcome());
    put(filters, "role", query.role());
    put(filters, "host", query.host());
    put(filters, "handler", query.handler());
    put(filters, "routine", query.routine());
    put(filters, "cause", query.cause());
    put(filters, "since", query.since());
    put(filters, "until", query.until());
    return filters;
  }

  private static void put(Map<String, String> filters, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      filters.put(name, value);
    }
  }

  /** The rows of some runs. */
  public List<RunsPage.Row> rows(List<Run> runs) {
    long longest = runs.stream().mapToLong(this::millis).max().orElse(0);
    Map<String, List<Run>> alike = runs.stream().collect(Collectors.groupingBy(Run::roles));
    return runs.stream()
        .map(run -> row(run, longest, usual(alike.getOrDefault(run.roles(), List.of()))))
        .toList();
  }

  /** The median of those that succeeded; 0 for too few. */
  private long usual(List<Run> alike) {
    List<Long> times =
        alike.stream()
            .filter(run -> run.outcome() == Outcome.SUCCEEDED)
            .map(this::millis)
            .sorted()
            .toList();
    return times.size() < 2 ? 0 : times.get(times.size() / 2);
  }

  private long millis(Run run) {
    if (run.startedAt() == null) {
      return 0;
    }
    Instant end = Objects.requireNonNullElse(run.finishedAt(), clock.instant());
    return Math.max(0, Duration.between(run.startedAt(), end).toMillis());
  }

  private RunsPage.Row row(Run run, long longest, long usual) {
    return new RunsPage.Row(
        run.id().toString(),
        Status.of(run),
        String.join(", ", run.roleNames()),
        run.checkMode(),
        why(run),
        hosts(run),
        run.reason(),
        When.of(run.queuedAt(), clock.instant()),
        run.startedAt() == null ? "" : When.span(Duration.ofMillis(millis(run))),
        longest == 0 ? 0 : (int) (millis(run) * PERCENT / longest),
        longest == 0 ? 0 : (int) Math.min(PERCENT, usual * PERCENT / longest));
  }

  /** The names of a run's first hosts, and how many more there are. */
  public String hosts(Run run) {
    return hosts(parts.names(run.id(), NAMES), run.hostCount());
  }

  static String hosts(List<String> names, int count) {
    return String.join(", ", names)
        + (count > names.size() ? " and " + (count - names.size()) + " more" : "");
  }

  static String why(Run run) {
    return switch (run.cause()) {
      case ALERT -> "handler " + run.handler();
      case ROUTINE ->
          "routine " + run.routine() + (run.askedBy() == null ? "" : ", by " + run.askedBy());
      case PERSON -> "asked for by " + run.askedBy();
      case JOB -> "job, asked for by " + run.askedBy();
    };
  }
}
