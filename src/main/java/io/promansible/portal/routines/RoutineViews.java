package io.promansible.portal.routines;

import com.cronutils.descriptor.CronDescriptor;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.fault.Forbidden;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.history.RunVars;
import io.promansible.history.VisibleRuns;
import io.promansible.playbook.Kind;
import io.promansible.portal.Specs;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.portal.runs.RunList;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineCatalog;
import io.promansible.routine.RoutineCatalog.Entry;
import io.promansible.routine.RoutineCatalog.Origin;
import io.promansible.routine.RoutineRepository;
import io.promansible.routine.RoutineState;
import io.promansible.run.Run;
import io.promansible.scope.VisibleRoutines;
import io.promansible.settings.Crons;
import io.promansible.settings.Durations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts the pages of routines together. */
@Singleton
final class RoutineViews {
  private static final int TIMES = 5;
  private static final int LAST = 10;
  private static final int PLANNED = 40;
  private static final int OFTEN = 12;
  private static final Duration WEEK = Duration.ofDays(7);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm zzz", Locale.ENGLISH);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private final RoutineCatalog catalog;
  private final VisibleRoutines visible;
  private final Runs runs;
  private final Shown shown;
  private final Clock clock;

  /** The runs of routines. */
  @Singleton
  record Runs(RunHistory history, VisibleRuns visible, RunList rows) {}

  /** What is stored of routines, and which of it is shown. */
  @Singleton
  record Shown(RoutineRepository stored, RunVars vars) {}

  RoutineViews(
      RoutineCatalog catalog, VisibleRoutines visible, Runs runs, Shown shown, Clock clock) {
    this.catalog = catalog;
    this.visible = visible;
    this.runs = runs;
    this.shown = shown;
    this.clock = clock;
  }

  RoutinesPage all(Principal caller) {
    List<Entry> seen = visible.all(caller);
    return new RoutinesPage(
        seen.stream().map(entry -> row(caller, entry)).toList(),
        plan(seen),
        caller.everywhere(AccessRole.ADMIN));
  }

  private RoutinePage.Row row(Principal caller, Entry entry) {
    Optional<Routine> routine = entry.routine();
    Optional<RoutineState> state = catalog.state(entry.name());
    Instant now = clock.instant();
    Optional<Run> last = last(caller, entry.name(), 1).stream().findFirst();
    return new RoutinePage.Row(
        entry.name(),
        entry.origin().text(),
        routine.map(r -> r.timetable().cron()).orElse(""),
        routine.map(r -> words(r.timetable().cron())).orElse(""),
        routine.map(r -> r.timetable().zone().getId()).orElse(""),
        routine
            .flatMap(r -> r.timetable().next(now))
            .map(at -> When.of(at, now))
            .orElse(When.NEVER),
        last.map(Status::of).orElse(null),
        last.map(run -> run.id().toString()).orElse(""),
        When.of(state.map(RoutineState::succeededAt).orElse(null), now),
        state.map(RoutineState::pausedBy).orElse(""),
        state.map(RoutineState::note).orElse(""),
        state.map(RoutineState::missed).orElse(0),
        entry.fault().isEmpty() ? null : entry.fault());
  }

  private List<Run> last(Principal caller, String name, int most) {
    return runs.visible.of(caller, runs.history.page(RunFilter.ofRoutine(name), most));
  }

  /** A cron in English. */
  static String words(String cron) {
    try {
      return CronDescriptor.instance(Locale.ENGLISH).describe(Crons.parse(cron));
    } catch (RuntimeException e) {
      // The library has no words for some of what it reads.
      return "";
    }
  }

  /** The next seven days, in UTC; of a routine that runs often the first times only. */
  private List<RoutinesPage.Day> plan(List<Entry> seen) {
    Instant now = clock.instant();
    Map<String, List<String>> days =
        new TreeMap<>(java.util.Comparator.comparing((String day) -> day.substring(4)));
    for (Entry entry : seen) {
      boolean paused = catalog.state(entry.name()).map(RoutineState::pausedBy).isPresent();
      List<Instant> times =
          paused
              ? List.of()
              : entry.routine().map(r -> r.timetable().next(now, PLANNED)).orElse(List.of());
      if (times.size() > OFTEN && times.get(OFTEN).isBefore(now.plus(WEEK.dividedBy(7)))) {
        // Nobody reads every minute of a week.
        days.computeIfAbsent(DAY.format(now), day -> new ArrayList<>())
            .add("often " + entry.name());
        continue;
      }
      for (Instant at : times) {
        if (at.isBefore(now.plus(WEEK))) {
          days.computeIfAbsent(DAY.format(at), day -> new ArrayList<>())
              .add(MINUTE.format(at) + " " + entry.name());
        }
      }
    }
    return days.entrySet().stream()
        .map(day ->
            new RoutinesPage.Day(
                day.getKey(), day.getValue().stream().sorted().limit(PLANNED).toList()))
        .toList();
  }

  RoutinePage one(Principal caller, String name) {
    Entry entry = visible.find(caller, name);
    Instant now = clock.instant();
    Optional<Routine> routine = entry.routine();
    return new RoutinePage(
        row(caller, entry),
        routine.map(r -> String.join(", ", r.roles())).orElse(""),
        routine.map(Routine::hosts).orElse(""),
        routine.map(r -> Status.words(r.misfire())).orElse(""),
        routine.map(r -> Durations.format(r.late())).orElse(""),
        routine.map(r -> Status.words(r.overlap())).orElse(""),
        routine.map(r -> Durations.format(r.timeout())).orElse(""),
        routine
            .map(r ->
                r.timetable().next(now, TIMES).stream()
                    .map(at ->
                        new RoutinePage.Next(
                            LOCAL.format(at.atZone(r.timetable().zone())), When.of(at, now)))
                    .toList())
            .orElse(List.of()),
        runs.rows.rows(last(caller, name, LAST)),
        operable(caller, name),
        entry.origin() == Origin.API && caller.everywhere(AccessRole.ADMIN),
        shown
            .stored
            .findById(name)
            .map(
                row -> Specs.masked(row.spec(), shown.vars.secretNames(Kind.ROUTINE, roles(entry))))
            .orElse(""));
  }

  private static List<String> roles(Entry entry) {
    return entry.routine().map(Routine::roles).orElse(List.of());
  }

  private boolean operable(Principal caller, String name) {
    try {
      visible.operable(caller, name);
      return true;
    } catch (Forbidden e) {
      return false;
    }
  }
}
