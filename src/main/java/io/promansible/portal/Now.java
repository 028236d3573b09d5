package io.promansible.portal;

import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeState;
import io.promansible.decision.StoredDecision;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.history.VisibleRuns;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import io.promansible.scope.VisibleAlerts;
import io.promansible.scope.VisibleRemediations;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Puts the start page together, of what the caller may see; the newest of each kind. */
@Singleton
final class Now {
  private static final int MOST = 50;
  private static final int DONE_SHOWN = 10;

  private final EpisodeRepository episodes;
  private final RemediationRepository remediations;
  private final RunHistory history;
  private final VisibleAlerts alerts;
  private final VisibleRemediations visible;
  private final VisibleRuns runs;

  Now(
      EpisodeRepository episodes,
      RemediationRepository remediations,
      RunHistory history,
      VisibleAlerts alerts,
      VisibleRemediations visible,
      VisibleRuns runs) {
    this.episodes = episodes;
    this.remediations = remediations;
    this.history = history;
    this.alerts = alerts;
    this.visible = visible;
    this.runs = runs;
  }

  NowPage of(Principal caller) {
    return new NowPage(
        remediations(caller, RemediationState.WAITING, MOST).stream()
            .map(row -> NowPage.Waiting.of(row, visible.mayDecide(caller, row)))
            .toList(),
        running(caller),
        firing(caller),
        remediations(caller, RemediationState.FINISHED, DONE_SHOWN).stream()
            .map(NowPage.Done::of)
            .toList());
  }

  private List<Remediation> remediations(Principal caller, RemediationState state, int most) {
    return visible.of(
        caller, remediations.page(state.name(), null, null, null, null, null, null, null, most));
  }

  private List<NowPage.Running> running(Principal caller) {
    List<Run> rows = new ArrayList<>();
    for (RunState state : List.of(RunState.RUNNING, RunState.QUEUED)) {
      rows.addAll(
          history.page(
              new RunFilter(state.name(), null, null, null, null, null, null, null, null, null),
              MOST));
    }
    return runs.of(caller, rows).stream()
        .map(run -> NowPage.Running.of(run, Objects.requireNonNull(runs.subject(run).hosts())))
        .toList();
  }

  private List<NowPage.Firing> firing(Principal caller) {
    List<Episode> rows =
        alerts.of(caller, episodes.page(EpisodeState.FIRING.name(), null, null, null, null, MOST));
    List<StoredDecision> made = alerts.decisions(caller, rows.stream().map(Episode::id).toList());
    return rows.stream().map(row -> NowPage.Firing.of(row, made)).toList();
  }
}
