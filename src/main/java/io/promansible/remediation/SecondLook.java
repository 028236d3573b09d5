package io.promansible.remediation;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.handler.Reason;
import io.promansible.run.RunQueue;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides anew about alerts that still fire and were held back by something that may pass: a
 * freeze, a cooldown, a storm, a handler that was not there. Alertmanager's repeats are no clock
 * for that: they come when its own configuration says.
 */
public final class SecondLook {
  private static final Logger LOG = LoggerFactory.getLogger(SecondLook.class);
  private static final int AT_ONCE = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final Reception reception;
  private final DecisionRepository decisions;
  private final TransactionOperations<Connection> transactions;
  private final RunQueue queue;
  private volatile UUID after = FIRST;

  /** A second look. */
  public SecondLook(
      Reception reception,
      DecisionRepository decisions,
      TransactionOperations<Connection> transactions,
      RunQueue queue) {
    this.reception = reception;
    this.decisions = decisions;
    this.transactions = transactions;
    this.queue = queue;
  }

  /** Looks at those that time alone may free. */
  public void look() {
    look(Reason::passing);
  }

  /** Looks at those too that another configuration may free; after a reload. */
  public void lookAtAll() {
    look(Reason::configured);
  }

  private void look(Predicate<Reason> which) {
    List<String> reasons = Arrays.stream(Reason.values()).filter(which).map(Reason::text).toList();
    List<StoredDecision> held =
        transactions.executeRead(status -> decisions.held(reasons, after, AT_ONCE));
    // So many that they take several looks: the next one goes on where this one ends.
    after = held.size() < AT_ONCE ? FIRST : held.getLast().id();
    int started = 0;
    for (UUID episode : held.stream().map(StoredDecision::episodeId).distinct().toList()) {
      try {
        started += transactions.executeWrite(status -> reception.again(episode));
      } catch (RuntimeException e) {
        // Another node was first, or the next look has more luck.
        LOG.debug("alert {} could not be decided anew: {}", episode, e.toString());
      }
    }
    if (started > 0) {
      LOG.info("{} alerts that were held back are acted upon now", started);
      queue.wake();
    }
  }
}
