package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionSources;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;

/**
 * Tries regularly whether alerts could be stored and decided: the database may answer while
 * somebody holds the lock that decisions need.
 */
@Singleton
public final class StoringCheck implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration BUSY = Duration.ofSeconds(20);

  private final DecisionSources sources;
  private final TransactionOperations<Connection> transactions;
  private volatile Optional<String> trouble = Optional.empty();
  private long good = System.nanoTime();

  /** A check without trouble until its first try. */
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

  /** Takes the lock that decisions need; may wait as long as the database waits for locks. */
  @Override
  public void run() {
    try {
      transactions.executeWrite(status -> {
        // Even where all handlers only observe: a database that only reads gives no lock.
        return sources.decisions().lock();
      });
      good = System.nanoTime();
      trouble = Optional.empty();
    } catch (RuntimeException e) {
      // In a storm the lock is held for seconds, which is no trouble yet.
      if (System.nanoTime() - good > BUSY.toNanos()) {
        trouble =
            Optional.of(
                "alerts cannot be stored now, their senders are answered 503: " + e.getMessage());
      }
    }
  }

  /** Why alerts cannot be stored; empty when they can. */
  public Optional<String> trouble() {
    return trouble;
  }
}
