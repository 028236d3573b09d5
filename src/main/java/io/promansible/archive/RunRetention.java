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
 * Deletes old runs, and their events in parts: a run of ten thousand hosts has a million events,
 * and no statement may take that long.
 */
@Singleton
final class RunRetention implements Retained {
  private static final Logger LOG = LoggerFactory.getLogger(RunRetention.class);
  private static final int AT_ONCE = 500;
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
    List<UUID> some;
    do {
      some =
          tables
              .transactions()
              .executeRead(status -> tables.runs().finishedBefore(before, AT_ONCE));
      int forgotten = all;
      for (UUID id : some) {
        try {
          forget(id);
          all++;
        } catch (RuntimeException e) {
          LOG.error("run {} cannot be forgotten; it is tried again tomorrow", id, e);
        }
      }
      if (forgotten == all) {
        break;
      }
    } while (some.size() == AT_ONCE);
    return all;
  }

  private void forget(UUID id) {
    RunPartsRepository parts = tables.parts();
    int last = tables.transactions().executeRead(status -> parts.lastSeq(id)).orElse(0);
    for (int upTo = EVENTS_AT_ONCE; upTo < last; upTo += EVENTS_AT_ONCE) {
      int number = upTo;
      tables.transactions().executeWrite(status -> parts.deleteEvents(id, number));
    }
    tables
        .transactions()
        .executeWrite(status -> {
          tables.runs().deleteById(id);
          return null;
        });
  }
}
