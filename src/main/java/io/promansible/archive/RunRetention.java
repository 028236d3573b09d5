package io.promansible.archive;

import io.promansible.clockwork.Retained;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes old runs, some in one transaction. The events of a large one go first and in parts: a run
 * of ten thousand hosts has a million events, and no statement may take that long.
 */
@Singleton
final class RunRetention implements Retained {
  private static final Logger LOG = LoggerFactory.getLogger(RunRetention.class);
  private static final int AT_ONCE = 50;
  private static final int FEW_EVENTS = 500;
  private static final int EVENTS_AT_ONCE = 20_000;

  private final RunTables tables;

  RunRetention(RunTables tables) {
    this.tables = tables;
  }

  @Override
  public String what() {
    return "runs";
  }

  @Override
  public int forget(Instant before, Instant now) {
    int all = 0;
    int forgotten;
    do {
      List<UUID> some =
          tables
              .transactions()
              .executeRead(status -> tables.runs().finishedBefore(before, AT_ONCE));
      forgotten = some.isEmpty() ? 0 : forget(some);
      all += forgotten;
    } while (forgotten > 0);
    return all;
  }

  /** Deletes what can be deleted of some runs, and returns how many that were. */
  private int forget(List<UUID> some) {
    try {
      together(some);
      return some.size();
    } catch (RuntimeException e) {
      // One that fails must not keep the others from being deleted.
      return (int) some.stream().filter(this::alone).count();
    }
  }

  private boolean alone(UUID id) {
    try {
      together(List.of(id));
      return true;
    } catch (RuntimeException e) {
      LOG.error("run {} cannot be forgotten; it is tried again the next time", id, e);
      return false;
    }
  }

  private void together(List<UUID> some) {
    RunPartsRepository parts = tables.parts();
    for (UUID large :
        tables.transactions().executeRead(status -> parts.withEventsBeyond(some, FEW_EVENTS))) {
      int last = tables.transactions().executeRead(status -> parts.lastSeq(large)).orElse(0);
      for (int upTo = EVENTS_AT_ONCE; upTo < last + EVENTS_AT_ONCE; upTo += EVENTS_AT_ONCE) {
        int number = upTo;
        tables.transactions().executeWrite(status -> parts.deleteEvents(large, number));
      }
    }
    tables.transactions().executeWrite(status -> tables.runs().forget(some));
  }
}
