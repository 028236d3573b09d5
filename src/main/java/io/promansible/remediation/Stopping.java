package io.promansible.remediation;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.run.RunRepository;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a run to stop when its alerts resolved by themselves, where the handler says so. What only
 * waits in the queue is dropped when its turn comes, whatever the handler says.
 */
public final class Stopping {
  private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final RunRepository runs;
  private final Supplier<Handlers> handlers;

  /** By the handlers in force. */
  public Stopping(
      RemediationRepository remediations,
      EpisodeRepository episodes,
      RunRepository runs,
      Supplier<Handlers> handlers) {
    this.remediations = remediations;
    this.episodes = episodes;
    this.runs = runs;
    this.handlers = handlers;
  }

  /** An episode has ended; called in the transaction that stores it. */
  void resolved(Episode episode) {
    if (handlers.get().all().stream().noneMatch(Handler::stopOnResolve)) {
      return;
    }
    for (Remediation remediation : remediations.ofEpisodes(List.of(episode.id()))) {
      UUID run = remediation.runId();
      if (run != null
          && remediation.state() == RemediationState.ACTING
          && handlers.get().find(remediation.handler()).filter(Handler::stopOnResolve).isPresent()
          && !stillNeeded(run)
          && runs.askCancel(run) == 1) {
        LOG.info("run {}: all its alerts are resolved, it is asked to stop", run);
      }
    }
  }

  private boolean stillNeeded(UUID run) {
    return remediations.ofRun(run).stream()
        .anyMatch(r -> episodes.findById(r.episodeId()).map(Episode::firing).orElse(false));
  }
}
