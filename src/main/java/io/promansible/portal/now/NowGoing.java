package io.promansible.portal.now;

import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.decision.StoredDecision;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.history.AlertFilter;
import io.promansible.history.AlertHistory;
import io.promansible.history.Progress;
import io.promansible.history.RunEvents;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.history.UsualTime;
import io.promansible.history.VisibleRuns;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.portal.alerts.Words;
import io.promansible.portal.runs.RunList;
import io.promansible.remediation.Remediation;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import io.promansible.scope.VisibleAlerts;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What goes on: what waits, runs and fires. */
@Singleton
final class NowGoing {
  private static final int MOST = 50;
  private static final int PROGRESSES = 10;
  private static final int LOST = 10;

  private final AlertHistory history;
  private final VisibleAlerts alerts;
  private final Runs runs;
  private final Supplier<Handlers> handlers;
  private final Clock clock;

  NowGoing(
      AlertHistory history,
      VisibleAlerts alerts,
      Runs runs,
      Supplier<Handlers> handlers,
      Clock clock) {
    this.history = history;
    this.alerts = alerts;
    this.runs = runs;
    this.handlers = handlers;
    this.clock = clock;
  }

  /** What is known of runs. */
  @Singleton
  record Runs(
      RunHistory history, VisibleRuns visible, RunEvents events, UsualTime usual, RunList list) {}

  /** Whether a remediation waits for a person, and not for something that passes. */
  static boolean forPerson(Remediation row) {
    return Reason.APPROVE.text().equals(row.waitsFor());
  }

  NowPage.Waiting waiting(Remediation row, boolean decidable) {
    return new NowPage.Waiting(
        row.id().toString(),
        row.episodeId().toString(),
        row.alertname(),
        row.host(),
        row.handler(),
        String.join(", ", row.handlerAtStep(handlers.get()).map(Handler::roles).orElse(List.of())),
        when(row.startedAt()),
        when(row.expiresAt()),
        decidable);
  }

  NowPage.Held held(Remediation row) {
    return new NowPage.Held(
        row.episodeId().toString(),
        row.alertname(),
        row.host(),
        (row.waitsFor() == null ? "next step" : row.waitsFor().replace('_', ' '))
            + (row.reason().isEmpty() ? "" : ": " + row.reason()),
        when(row.startedAt()));
  }

  List<NowPage.Running> running(Principal caller) {
    List<Run> rows = new ArrayList<>();
    for (RunState state : List.of(RunState.RUNNING, RunState.QUEUED)) {
      rows.addAll(runs.history.page(RunFilter.ALL.in(state), MOST));
    }
    List<NowPage.Running> shown = new ArrayList<>();
    for (Run run : runs.visible.of(caller, rows)) {
      boolean inFull = run.state() == RunState.RUNNING && shown.size() < PROGRESSES;
      Progress progress = inFull ? runs.events.progress(run) : new Progress(0, 0, "", 0, 0);
      shown.add(row(run, progress, inFull ? runs.usual.of(run).map(When::span).orElse("") : ""));
    }
    return shown;
  }

  /** Runs whose fate is unknown, since a time. */
  List<NowPage.Running> lost(Principal caller, Instant since) {
    List<Run> rows =
        runs.history.page(
            RunFilter.ALL.in(RunState.FINISHED).ended(Outcome.LOST).queuedSince(since), LOST);
    return runs.visible.of(caller, rows).stream()
        .map(run -> row(run, new Progress(0, 0, "", 0, 0), ""))
        .toList();
  }

  private NowPage.Running row(Run run, Progress progress, String usual) {
    return new NowPage.Running(
        run.id().toString(),
        Status.of(run),
        String.join(", ", run.roleNames()),
        runs.list.hosts(run),
        run.reason(),
        when(run.startedAt() == null ? run.queuedAt() : run.startedAt()),
        progress.task(),
        progress.tasks(),
        progress.name(),
        usual);
  }

  List<NowPage.Firing> firing(Principal caller) {
    // The watchdog fires always, and means that all is well.
    List<Episode> rows =
        alerts.of(caller, history.page(AlertFilter.FIRING, MOST)).stream()
            .filter(row -> !row.alertname().equals(handlers.get().overall().watchdog()))
            .toList();
    List<StoredDecision> made = alerts.decisions(caller, rows.stream().map(Episode::id).toList());
    return rows.stream()
        .map(row ->
            new NowPage.Firing(
                row.id().toString(),
                row.alertname(),
                row.labelSet().get("instance"),
                row.labelSet().get("severity"),
                row.annotationSet().get("summary"),
                when(row.startsAt()),
                made.stream()
                    .filter(decision -> decision.episodeId().equals(row.id()))
                    .map(Words::of)
                    .toList(),
                made.stream()
                    .anyMatch(decision ->
                        decision.episodeId().equals(row.id())
                            && Reason.UNKNOWN_HOST.text().equals(decision.reason()))))
        .toList();
  }

  private When when(java.time.@org.jspecify.annotations.Nullable Instant at) {
    return When.of(at, clock.instant());
  }
}
