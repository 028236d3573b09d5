package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.decision.DecisionSources;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.LiveInventory;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.run.RunRepository;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels a run when its alerts have resolved by themselves, if the handler says {@code
 * stop_on_resolve}. Queued runs need no cancel: their hosts are dropped at the start.
 */
@Singleton
public final class StopOnResolve {
  private static final Logger LOG = LoggerFactory.getLogger(StopOnResolve.class);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final RunRepository runs;
  private final Supplier<Handlers> handlers;
  private final LiveInventory inventory;
  private final Clock clock;

  public StopOnResolve(DecisionSources sources, RunRepository runs, Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.runs = runs;
    this.handlers = sources.handlers();
    this.inventory = sources.inventory();
    this.clock = clock;
  }

  /** Handles the end of an episode; called in the transaction that stores it. */
  public void resolved(Episode episode) {
    if (handlers.get().all().stream().noneMatch(Handler::stopOnResolve)) {
      return;
    }
    for (Remediation remediation : remediations.ofEpisodes(List.of(episode.id()))) {
      UUID run = remediation.runId();
      if (run != null
          && remediation.state() == RemediationState.ACTING
          && handlers.get().find(remediation.handler()).filter(Handler::stopOnResolve).isPresent()
          && !stillNeeded(run)
          && !goesOn(remediation, episode)
          && runs.askCancel(run) == 1) {
        LOG.info("run {}: all its alerts are resolved, it is asked to stop", run);
      }
    }
  }

  /** Whether the same fault goes on, as an alert with other labels. */
  private boolean goesOn(Remediation remediation, Episode episode) {
    OngoingFaults ongoing = new OngoingFaults(episodes, inventory, clock.instant());
    ongoing.read(episode.alertname());
    return remediation
        .handlerAtStep(handlers.get())
        .flatMap(handler -> ongoing.other(handler, episode, remediation))
        .isPresent();
  }

  private boolean stillNeeded(UUID run) {
    return remediations.ofRun(run).stream()
        .anyMatch(r -> episodes.findById(r.episodeId()).map(Episode::firing).orElse(false));
  }
}
