package io.promansible.runner;

import io.promansible.archive.RunFiles;
import io.promansible.database.DiskSync;
import io.promansible.facts.FactsKeeper;
import io.promansible.play.Ending;
import io.promansible.play.Recap;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunResult;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records how runs end, and removes their folders. */
@Singleton
public final class RunRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);

  private final RunTables tables;
  private final RunFiles archive;
  private final DiskSync diskSync;
  private final FactsKeeper facts;
  private final RunEnd end;
  private final RunMetrics metrics;

  RunRecorder(
      RunTables tables,
      RunFiles archive,
      DiskSync diskSync,
      FactsKeeper facts,
      RunEnd end,
      RunMetrics metrics) {
    this.tables = tables;
    this.archive = archive;
    this.diskSync = diskSync;
    this.facts = facts;
    this.end = end;
    this.metrics = metrics;
  }

  /** Counts a run as started. */
  void started(Run run) {
    metrics.started(run);
  }

  /** Records the end of a play: its result by the stats, its recaps, its files and its facts. */
  void ended(Run run, Ending ending, boolean witnessed) {
    RunPartsRepository parts = tables.parts();
    List<String> acted =
        parts.hosts(run.id()).stream().filter(h -> h.dropped() == null).map(RunHost::host).toList();
    RunResult runResult =
        RunResult.of(ending, Set.copyOf(acted), witnessed, archive.lastError(run.id()));
    // Before the end is recorded, so that whoever sees the end sees the facts.
    keepFacts(run, acted);
    Integer exitCode = ending.exitCode().isPresent() ? ending.exitCode().getAsInt() : null;
    boolean recorded =
        tables
            .transactions()
            .executeWrite(status -> {
              ending.recaps().forEach((host, recap) -> parts.recap(run.id(), host, recap));
              runResult.spared().forEach(host -> parts.recap(run.id(), host, Recap.NOTHING));
              archive.keep(run.id());
              boolean ours = end.finish(run, runResult, exitCode);
              if (!ours) {
                // Nothing of a run that was taken from this node is written.
                status.setRollbackOnly();
              }
              return ours;
            });
    // A folder that nobody has recorded is left for the start that the run belongs to.
    if (recorded) {
      clear(run);
    }
  }

  /** Keeps the facts; a failure here must not keep the run from ending. */
  private void keepFacts(Run run, List<String> hosts) {
    Instant since = run.startedAt();
    if (since == null) {
      return;
    }
    try {
      tables
          .transactions()
          .executeWrite(status -> {
            facts.keep(hosts, since);
            return null;
          });
    } catch (RuntimeException e) {
      LOG.warn("run {}: its facts cannot be kept: {}", run.id(), e.toString());
    }
  }

  /** Records that a run could not be started. */
  void notStarted(Run run, String why) {
    close(run, new RunResult(Outcome.NOT_STARTED, why));
  }

  /** Records a run as lost whose node is gone; its folder, if there is one, is that node's. */
  void lostWithNode(Run run) {
    tables
        .transactions()
        .executeWrite(status -> {
          end.loseWithNode(run);
          return null;
        });
  }

  /** Records a run of this node as lost, if it is still running here. */
  void lost(Run run, String why) {
    // A run that another service has taken up meanwhile may be active here and needs its folder.
    if (tables.transactions().executeWrite(status -> end.lose(run, why))) {
      clear(run);
    }
  }

  /** Records what became of a run of this node that others took for lost. */
  void amend(Run run, RunResult runResult) {
    close(run, runResult);
  }

  /** Records that a person cancelled a run before it started. */
  void cancelled(Run run) {
    close(run, new RunResult(Outcome.CANCELLED, "it was cancelled before it started"));
  }

  private void close(Run run, RunResult runResult) {
    tables
        .transactions()
        .executeWrite(status -> {
          end.finish(run, runResult, null);
          return null;
        });
    clear(run);
  }

  /** Removes the folder once the end is on disk: a loss of power must not take both. */
  private void clear(Run run) {
    diskSync.force();
    archive.clear(run.id());
  }
}
