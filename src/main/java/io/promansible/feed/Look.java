package io.promansible.feed;

import io.promansible.alert.Episode;
import io.promansible.audit.AuditRepository;
import io.promansible.freeze.Freezes;
import io.promansible.history.AlertFilter;
import io.promansible.history.AlertHistory;
import io.promansible.history.LiveRunRepository;
import io.promansible.history.RemediationFilter;
import io.promansible.history.RemediationHistory;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.history.VisibleRuns;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationState;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import io.promansible.scope.VisibleAlerts;
import io.promansible.scope.VisibleRemediations;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One look at all that may change: what goes on, and the newest of what is over. Each kind is
 * limited, so that a look costs the same during a storm.
 */
@Singleton
final class Look {
  private static final int GOING = 200;
  private static final int NEWEST = 60;

  private final Runs runs;
  private final Alerts alerts;
  private final Freezes freezes;
  private final AuditRepository audit;

  Look(Runs runs, Alerts alerts, Freezes freezes, AuditRepository audit) {
    this.runs = runs;
    this.alerts = alerts;
    this.freezes = freezes;
    this.audit = audit;
  }

  /** Everything as it is now, by key. */
  Map<String, Change> now() {
    Map<String, Change> all = new LinkedHashMap<>();
    alerts.look(all);
    runs.look(all);
    put(
        all,
        Change.one(Change.FREEZE, freezes.byApi() + String.join("/", freezes.byFileAndWindows())));
    put(all, Change.one(Change.AUDIT, String.valueOf(audit.newest().orElse(null))));
    return all;
  }

  private static void put(Map<String, Change> all, Change change) {
    all.put(change.key(), change);
  }

  /** The runs that are queued, that go on, and the newest. */
  @Singleton
  static final class Runs {
    private final RunHistory history;
    private final LiveRunRepository parts;
    private final VisibleRuns visible;

    Runs(RunHistory history, LiveRunRepository parts, VisibleRuns visible) {
      this.history = history;
      this.parts = parts;
      this.visible = visible;
    }

    void look(Map<String, Change> all) {
      List<Run> going = history.page(RunFilter.ALL.in(RunState.RUNNING), GOING);
      Map<UUID, Integer> events =
          going.isEmpty()
              ? Map.of()
              : parts.lastSeqs(going.stream().map(Run::id).toList()).stream()
                  .collect(Collectors.toMap(row -> row.runId(), row -> row.seq()));
      for (List<Run> some :
          List.of(
              history.page(RunFilter.ALL, NEWEST),
              history.page(RunFilter.ALL.in(RunState.QUEUED), GOING),
              going)) {
        for (Run run : some) {
          put(
              all,
              Change.of(
                  run, events.getOrDefault(run.id(), 0), caller -> visible.sees(caller, run)));
        }
      }
    }
  }

  /** The alerts that fire, the newest of all, and what is done about them. */
  @Singleton
  static final class Alerts {
    private final AlertHistory history;
    private final RemediationHistory remediations;
    private final VisibleAlerts visible;
    private final VisibleRemediations acts;

    Alerts(
        AlertHistory history,
        RemediationHistory remediations,
        VisibleAlerts visible,
        VisibleRemediations acts) {
      this.history = history;
      this.remediations = remediations;
      this.visible = visible;
      this.acts = acts;
    }

    void look(Map<String, Change> all) {
      for (AlertFilter filter : List.of(AlertFilter.ALL, AlertFilter.FIRING)) {
        for (Episode alert : history.page(filter, NEWEST)) {
          put(all, Change.of(alert, caller -> !visible.of(caller, List.of(alert)).isEmpty()));
        }
      }
      acts(all, RemediationFilter.ALL, NEWEST);
      for (RemediationState state : RemediationState.values()) {
        if (state != RemediationState.FINISHED) {
          acts(all, RemediationFilter.in(state), GOING);
        }
      }
    }

    private void acts(Map<String, Change> all, RemediationFilter filter, int most) {
      for (Remediation row : remediations.page(filter, most)) {
        put(all, Change.of(row, caller -> !acts.of(caller, List.of(row)).isEmpty()));
      }
    }
  }
}
