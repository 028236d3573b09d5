package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionMetrics;
import io.promansible.decision.DecisionRepository;
import io.promansible.decision.StoredDecision;
import io.promansible.guard.Reason;
import io.promansible.inventory.LiveInventory;
import io.promansible.queue.RunQueue;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides anew about firing alerts that were held back by something that may pass: a freeze, a
 * cooldown, a storm, a missing handler. It does not wait for Alertmanager's repeats, which come
 * when its own configuration says.
 */
@Singleton
public final class HeldAlerts implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(HeldAlerts.class);
  private static final int AT_ONCE = 500;
  private static final int ROUNDS_MAX = 3;
  private static final UUID FIRST = new UUID(0, 0);

  private final Reconsideration reconsideration;
  private final DecisionRepository decisions;
  private final TransactionOperations<Connection> transactions;
  private final RunQueue queue;
  private final DecisionMetrics metrics;
  private final LiveInventory inventory;
  private volatile UUID after = FIRST;

  HeldAlerts(
      Reconsideration reconsideration,
      DecisionRepository decisions,
      TransactionOperations<Connection> transactions,
      RunQueue queue,
      DecisionMetrics metrics,
      LiveInventory inventory) {
    this.reconsideration = reconsideration;
    this.decisions = decisions;
    this.transactions = transactions;
    this.queue = queue;
    this.metrics = metrics;
    this.inventory = inventory;
  }

  @Override
  public String what() {
    return "deciding anew";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /** Decides anew about some of the alerts that time alone may free. */
  @Override
  public void run() {
    // Without an inventory every host would be unknown.
    if (inventory.current().isEmpty()) {
      return;
    }
    after = look(Reason::passing, after).place();
  }

  /**
   * After a reload: decides anew about all alerts that time or the new configuration may free. May
   * take long.
   */
  public void lookAtAll() {
    int failed;
    int rounds = 0;
    do {
      failed = 0;
      UUID at = FIRST;
      do {
        Looked looked = look(Reason::configured, at);
        failed += looked.failed();
        at = looked.place();
      } while (!at.equals(FIRST));
      // Tries failed ones again now: some are looked at only after a reload.
    } while (failed > 0 && ++rounds < ROUNDS_MAX);
    if (failed > 0) {
      LOG.warn("{} alerts that are held back could not be decided anew; reload once more", failed);
    }
  }

  /**
   * The result of one look.
   *
   * @param place the decision after which the next look goes on; {@code FIRST} after the last one
   */
  private record Looked(UUID place, int failed) {}

  /** Decides anew about some held alerts, those after a place. */
  private Looked look(Predicate<Reason> which, UUID place) {
    List<String> reasons = Arrays.stream(Reason.values()).filter(which).map(Reason::text).toList();
    List<StoredDecision> held =
        transactions.executeRead(status -> decisions.held(reasons, place, AT_ONCE));
    int started = 0;
    int failed = 0;
    for (UUID episode : held.stream().map(StoredDecision::episodeId).distinct().toList()) {
      try {
        List<String> decided = transactions.executeWrite(status -> reconsideration.of(episode));
        decided.forEach(metrics::decided);
        started += (int) decided.stream().filter(Reason.START.text()::equals).count();
      } catch (RuntimeException e) {
        // Another node was first, or the next look may succeed.
        failed++;
        LOG.debug("alert {} could not be decided anew: {}", episode, e.toString());
      }
    }
    if (started > 0) {
      LOG.info("{} alerts that were held back are acted upon now", started);
      queue.wake();
    }
    return new Looked(held.size() < AT_ONCE ? FIRST : held.getLast().id(), failed);
  }
}
