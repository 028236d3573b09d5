package io.promansible.run;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.ansible.PlayProcess;
import io.promansible.ansible.RunFolder;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after runs that nobody looks after: those that an earlier service of this node left, those
 * whose node is gone, and queued ones that have lost their place with the scheduler.
 */
public final class Adoption {
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
  // A restart takes seconds; a node that is silent this long will not come back for its runs.
  private static final Duration GONE = Duration.ofSeconds(60);
  private static final Duration GAP = Duration.ofSeconds(30);
  private static final Duration FORGOTTEN = Duration.ofSeconds(10);

  private final RunRepository runs;
  private final RunPartsRepository parts;
  private final TransactionOperations<Connection> transactions;
  private final RunArchive archive;
  private final RunRecorder recorder;
  private final RunWatch watch;
  private final RunQueue queue;
  private final Clock clock;
  private final String node;
  private @Nullable Instant lastBeat;
  private Instant wellSince = Instant.MAX;

  /** The one of this node. */
  public Adoption(
      RunRepository runs,
      RunPartsRepository parts,
      TransactionOperations<Connection> transactions,
      RunArchive archive,
      RunRecorder recorder,
      RunWatch watch,
      RunQueue queue,
      Clock clock,
      String node) {
    this.runs = runs;
    this.parts = parts;
    this.transactions = transactions;
    this.archive = archive;
    this.recorder = recorder;
    this.watch = watch;
    this.queue = queue;
    this.clock = clock;
    this.node = node;
  }

  /** One round; the first before anything else runs, then again and again. */
  public void round() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    beat(now);
    transactions.executeWrite(status -> {
      for (UUID id : runs.queuedWithoutExecution(now.minus(FORGOTTEN))) {
        LOG.warn("run {}: queued, but unknown to the scheduler; it is scheduled again", id);
        queue.again(id);
      }
      return null;
    });
    for (Run run : runs.runningOn(node)) {
      if (watch.take(run.id())) {
        Thread.ofVirtual().name("adopted-" + run.id()).start(() -> takeUp(run));
      }
    }
    // Who was not well itself cannot tell: after an outage of the database every node looks gone.
    if (wellSince.isBefore(now.minus(GONE))) {
      for (Run run : runs.ofGoneNodes(node, now.minus(GONE))) {
        recorder.lost(run, "node %s is gone; the play may go on there".formatted(run.node()));
      }
    }
  }

  /** Says that this node lives, and keeps in mind since when it could say so without a gap. */
  private void beat(Instant now) {
    transactions.executeWrite(status -> {
      if (parts.beat(node, now) == 0) {
        parts.firstBeat(node, now);
      }
      return null;
    });
    if (lastBeat == null || lastBeat.isBefore(now.minus(GAP))) {
      wellSince = now;
    }
    lastBeat = now;
  }

  private void takeUp(Run run) {
    try {
      RunFolder folder = archive.folder(run.id());
      Optional<PlayProcess> process = PlayProcess.find(folder, run.id().toString());
      if (process.isPresent()) {
        LOG.info("run {}: taken up again (pid {})", run.id(), process.get().pid());
        watch.toTheEnd(run, process.get(), false);
      } else if (!folder.exists() || folder.hasPid()) {
        recorder.lost(run, "its folder is gone or damaged, so nobody knows whether it started");
      } else if (!PlayProcess.beingBorn(run.id().toString())) {
        LOG.info(
            "run {}: an earlier service ended before it started; it is queued again", run.id());
        transactions.executeWrite(status -> {
          runs.unstart(run.id(), node);
          parts.releaseLeases(run.id());
          queue.again(run.id());
          return null;
        });
      }
    } finally {
      watch.release(run.id());
    }
  }

  /** db-scheduler found an execution without heartbeat: whether it is to be tried again. */
  boolean tryAgain(UUID id) {
    // One that runs is ours to take up, or that of a node whose silence round() judges.
    return runs.findById(id).filter(run -> run.state() == RunState.QUEUED).isPresent();
  }
}
