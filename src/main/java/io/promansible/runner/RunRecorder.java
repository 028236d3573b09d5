package io.promansible.runner;

import io.promansible.archive.RunFiles;
import io.promansible.database.DiskSync;
import io.promansible.facts.FactsKeeper;
import io.promansible.node.NodeIdentity;
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

/** Writes down how runs end, and clears what they leave on the disk. */
@Singleton
public final class RunRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);

  private final RunTables tables;
  private final RunFiles archive;
  private final DiskSync diskSync;
  private final FactsKeeper facts;
  private final RunEnd end;
  private final NodeIdentity node;

  RunRecorder(
      RunTables tables,
      RunFiles archive,
      DiskSync diskSync,
      FactsKeeper facts,
      RunEnd end,
      NodeIdentity node) {
    this.tables = tables;
    this.archive = archive;
    this.diskSync = diskSync;
    this.facts = facts;
    this.end = end;
    this.node = node;
  }

  /** The play has ended: judge it by its stats and record all of it. */
  void ended(Run run, Ending ending, boolean witnessed) {
    RunPartsRepository parts = tables.parts();
    List<String> acted =
        parts.hosts(run.id()).stream().filter(h -> h.dropped() == null).map(RunHost::host).toList();
    RunResult runResult =
        RunResult.of(ending, Set.copyOf(acted), witnessed, archive.lastWords(run.id()));
    // First, so that whoever sees the end of the run sees its facts.
    keepFacts(run, acted);
    Integer exitCode = ending.exitCode().isPresent() ? ending.exitCode().getAsInt() : null;
    tables
        .transactions()
        .executeWrite(status -> {
          ending.recaps().forEach((host, recap) -> parts.recap(run.id(), host, recap));
          runResult.spared().forEach(host -> parts.recap(run.id(), host, Recap.NOTHING));
          archive.keep(run.id());
          end.finish(run, runResult, exitCode, node.name());
          return null;
        });
    clear(run);
  }

  /** Facts are never worth a run's end. */
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

  /** Nothing was done: record why. */
  void notStarted(Run run, String why) {
    close(run, new RunResult(Outcome.NOT_STARTED, why));
  }

  /** Nobody knows what became of it: record that, if it still runs on the node it ran on. */
  void lost(Run run, String why) {
    // A run that has moved on may be active here by now, and needs its folder.
    if (tables.transactions().executeWrite(status -> end.lose(run, why))) {
      clear(run);
    }
  }

  /** A person took it back before it started. */
  void cancelled(Run run) {
    close(run, new RunResult(Outcome.CANCELLED, "it was cancelled before it started"));
  }

  private void close(Run run, RunResult runResult) {
    tables
        .transactions()
        .executeWrite(status -> {
          end.finish(run, runResult, null, null);
          return null;
        });
    clear(run);
  }

  /**
   * The folder goes when the end is on disk, not before: else a loss of power would leave neither.
   */
  private void clear(Run run) {
    diskSync.force();
    archive.clear(run.id());
  }
}
