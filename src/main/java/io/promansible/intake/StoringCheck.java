package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionSources;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;

/**
 * Tries again and again whether alerts could be stored and decided: a database that answers is not
 * enough, where somebody else holds the lock that decisions need.
 */
@Singleton
public final class StoringCheck implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration BUSY = Duration.ofSeconds(20);

  private final DecisionSources sources;
  private final TransactionOperations<Connection> transactions;
  private volatile Optional<String> trouble = Optional.empty();
  private long good = System.nanoTime();

  /** A check; nothing is wrong until it has looked. */
  public StoringCheck(DecisionSources sources, TransactionOperations<Connection> transactions) {
    this.sources = sources;
    this.transactions = transactions;
  }

  @Override
  public String what() {
    return "trying whether alerts can be stored";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /** Tries it; takes as long as a lock is waited for. */
  @Override
  public void run() {
    try {
      transactions.executeWrite(status -> {
        sources.lock();
        return null;
      });
      good = System.nanoTime();
      trouble = Optional.empty();
    } catch (RuntimeException e) {
      // In a storm the lock is held for seconds; only what lasts is a trouble.
      if (System.nanoTime() - good > BUSY.toNanos()) {
        trouble =
            Optional.of(
                "alerts cannot be stored now, their senders are answered 503: " + e.getMessage());
      }
    }
  }

  /** Why they cannot; empty when they can. */
  public Optional<String> trouble() {
    return trouble;
  }
}
