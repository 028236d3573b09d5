package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.database.TimeIds;
import io.promansible.decision.Decider;
import io.promansible.decision.DecisionLog;
import io.promansible.decision.DecisionSources;
import io.promansible.decision.NewRows;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import io.promansible.queue.RunQueue;
import io.promansible.remediation.Remediation;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores decisions and carries them out, in the caller's transaction. */
public final class DecisionEffects {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionEffects.class);

  private final RunQueue queue;
  private final DecisionSources sources;

  public DecisionEffects(RunQueue queue, DecisionSources sources) {
    this.queue = queue;
    this.sources = sources;
  }

  /** Stores a decision and carries it out; returns the text of its reason. */
  public String carryOut(
      Episode episode, Handler handler, Decision decision, Decider decider, NewRows writes) {
    Instant now = decider.now();
    UUID id = TimeIds.next(now);
    switch (decision) {
      case Decision.Start(var host, var parameters, var verdicts) -> {
        int depth = decider.depth(host.name(), episode);
        UUID run = queue.enqueue(Escalation.request(handler, 0, episode), host.name(), parameters);
        writes.remediation(Remediation.started(id, episode, handler, host.name(), run, depth, now));
        decider.started(handler, episode, host.name());
      }
      case Decision.Skip(var reason, var detail, Optional<Host> host, var verdicts)
          when reason == Reason.APPROVE && host.isPresent() -> {
        int depth = decider.depth(host.get().name(), episode);
        Instant until = now.plus(sources.handlers().get().overall().approval());
        LOG.info(
            "{} on {} by {}: waits for a person until {}; promansible approve {}, or reject",
            episode.alertname(),
            host.get().name(),
            handler.name(),
            until,
            id);
        writes.remediation(
            Remediation.waiting(id, episode, handler, host.get().name(), depth, until, now));
      }
      case Decision.Skip(var reason, var detail, Optional<Host> host, var verdicts)
          when reason == Reason.BLAST_RADIUS ->
          host.ifPresent(h -> decider.heldByBlastRadius(handler, h.name()));
      case Decision.Skip skip -> {}
    }
    writes.decision(DecisionLog.of(episode, handler, decision, now));
    return DecisionLog.reason(decision).text();
  }
}
