package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alert.Severity;
import io.promansible.decision.DecisionSources;
import io.promansible.handler.Handler;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.run.RunOrigin;
import io.promansible.run.RunRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of handlers' escalations. A remediation that did not help is only set to wait for its
 * next step; {@link WaitingSteps} decides about that step by the same guards, so that a service
 * that dies in between goes on where it was.
 */
@Singleton
public final class Escalation {
  private static final Logger LOG = LoggerFactory.getLogger(Escalation.class);

  private final RemediationRepository remediations;
  private final DecisionSources sources;

  public Escalation(DecisionSources sources) {
    this.remediations = sources.remediations();
    this.sources = sources;
  }

  /** The run that a handler wants at a step. */
  static RunRequest request(Handler handler, int step, Episode episode) {
    return new RunRequest(
        new RunOrigin.OfHandler(handler.name(), step),
        handler.roles(),
        handler.vars(),
        handler.check(),
        handler.timeout(),
        Severity.urgency(episode.labelSet()),
        null,
        false);
  }

  /** Whether there is a step above the one that a remediation is at. */
  boolean hasNext(Remediation remediation) {
    return sources
        .handlers()
        .get()
        .find(remediation.handler())
        .filter(handler -> handler.escalate().size() > remediation.step())
        .isPresent();
  }

  /**
   * Sets a remediation that did not help to wait for its next step, if the escalation has one.
   *
   * @return whether there is a next step
   */
  boolean climb(Remediation remediation, String why, Instant now) {
    Optional<Handler> handler = sources.handlers().get().find(remediation.handler());
    int next = remediation.step() + 1;
    if (handler.isEmpty() || !hasNext(remediation)) {
      return false;
    }
    if (remediations.climb(remediation.id(), next, why, now) == 0) {
      return false;
    }
    LOG.info(
        "{} on {} by {}: {}; next is step {}: {}",
        remediation.alertname(),
        remediation.host(),
        remediation.handler(),
        why,
        next,
        String.join(", ", handler.get().at(next).roles()));
    return true;
  }
}
