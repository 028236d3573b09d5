package io.promansible.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.ansible.Ending;
import io.promansible.ansible.PlayEvent;
import io.promansible.ansible.Recap;
import io.promansible.inventory.Mask;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down how runs go and how they end. */
public final class RunRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);
  private static final int REASON_MAX = 2000;

  private final RunRepository runs;
  private final RunPartsRepository parts;
  private final RunArchive archive;
  private final TransactionOperations<Connection> transactions;
  private final Map<Cause, RunOwner> owners;
  private final Durability durability;
  private final FactsKeeper facts;
  private final RunMetrics metrics;
  private final Clock clock;
  private final String node;

  /** A recorder of this node. */
  public RunRecorder(
      RunRepository runs,
      RunPartsRepository parts,
      RunArchive archive,
      TransactionOperations<Connection> transactions,
      Map<Cause, RunOwner> owners,
      Durability durability,
      FactsKeeper facts,
      RunMetrics metrics,
      Clock clock,
      String node) {
    this.runs = runs;
    this.parts = parts;
    this.archive = archive;
    this.transactions = transactions;
    this.owners = Map.copyOf(owners);
    this.durability = durability;
    this.facts = facts;
    this.metrics = metrics;
    this.clock = clock;
    this.node = node;
  }

  /** Whoever wanted this run. */
  RunOwner owner(Run run) {
    RunOwner owner = owners.get(run.cause());
    if (owner == null) {
      throw new IllegalStateException("nobody stands for runs of cause " + run.cause());
    }
    return owner;
  }

  /** Stores events that came since the last look. */
  void events(UUID id, List<PlayEvent> events, Mask mask) {
    if (events.isEmpty()) {
      return;
    }
    transactions.executeWrite(status -> {
      for (PlayEvent event : events) {
        String host = event.host().isEmpty() ? null : event.host();
        JsonNode masked = mask.tree(event.json());
        parts.insertEvent(id, event.seq(), event.kind(), host, masked.toString());
        if (host != null && event.kind().equals("results")) {
          parts.results(id, host, masked.path("results").toString());
        }
      }
      return null;
    });
  }

  /** The play has ended: judge it by its stats and record all of it. */
  void ended(Run run, Ending ending, boolean witnessed) {
    List<String> acted =
        parts.hosts(run.id()).stream().filter(h -> h.dropped() == null).map(RunHost::host).toList();
    Judgement judgement =
        Judgement.of(ending, Set.copyOf(acted), witnessed, archive.lastWords(run.id()));
    // First, so that whoever sees the end of the run sees its facts.
    keepFacts(run, acted);
    transactions.executeWrite(status -> {
      ending.stats().orElse(Map.of()).forEach((host, recap) -> recap(run.id(), host, recap));
      archive.keep(run.id());
      finish(
          run,
          judgement,
          ending.exitCode().isPresent() ? ending.exitCode().getAsInt() : null,
          node);
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
      transactions.executeWrite(status -> {
        facts.keep(hosts, since);
        return null;
      });
    } catch (RuntimeException e) {
      LOG.warn("run {}: its facts cannot be kept: {}", run.id(), e.toString());
    }
  }

  /** Nothing was done: record why. */
  void notStarted(Run run, String why) {
    close(run, new Judgement(Outcome.NOT_STARTED, why));
  }

  /** Nobody knows what became of it: record that, if it still runs on the node it ran on. */
  void lost(Run run, String why) {
    boolean lost =
        transactions.executeWrite(status -> {
          hold(run);
          String on = String.valueOf(run.node());
          if (runs.lose(run.id(), cut(why), now(), on) == 0) {
            return false;
          }
          conclude(run, new Judgement(Outcome.LOST, why));
          return true;
        });
    // One that has moved on may run here by now, and needs its folder.
    if (lost) {
      clear(run);
    }
  }

  /** A person took it back before it started. */
  void cancelled(Run run) {
    close(run, new Judgement(Outcome.CANCELLED, "it was cancelled before it started"));
  }

  private void close(Run run, Judgement judgement) {
    transactions.executeWrite(status -> {
      finish(run, judgement, null, null);
      return null;
    });
    clear(run);
  }

  /**
   * The folder goes when the end is on disk, not before: else a loss of power would leave neither.
   */
  private void clear(Run run) {
    durability.force();
    archive.clear(run.id());
  }

  /** First the whole, then its slices: the order in which a cancel takes them. */
  private void hold(Run run) {
    if (run.sliceOf() != null) {
      runs.hold(run.sliceOf());
    }
  }

  private void finish(
      Run run, Judgement judgement, @Nullable Integer exitCode, @Nullable String onlyOn) {
    hold(run);
    String outcome = judgement.outcome().name();
    if (runs.finish(run.id(), outcome, cut(judgement.reason()), exitCode, now(), onlyOn) == 1) {
      conclude(run, judgement);
    } else {
      LOG.warn(
          "run {}: it was finished by somebody else; what this node saw is not recorded", run.id());
    }
  }

  private void conclude(Run run, Judgement judgement) {
    parts.releaseLeases(run.id());
    Run finished = runs.findById(run.id()).orElseThrow();
    owner(run).finished(finished, parts.hosts(run.id()));
    if (run.sliceOf() == null) {
      metrics.finished(finished, judgement.outcome(), clock.instant());
    } else {
      join(run.sliceOf());
    }
    LOG.info(
        "run {}: {} on {} host(s): {}", run.id(), run.roles(), run.hostCount(), text(judgement));
  }

  /**
   * The whole has ended when its last slice has. Each slice has told its owner by itself; what was
   * dropped before the cut is told now.
   */
  private void join(UUID id) {
    // Two last slices on two nodes would each see the other one running.
    runs.hold(id);
    List<Run> slices = runs.slices(id);
    if (slices.stream().anyMatch(slice -> slice.state() != RunState.FINISHED)) {
      return;
    }
    Set<UUID> idle =
        slices.stream()
            .filter(slice -> slice.outcome() == Outcome.NOT_STARTED)
            .map(Run::id)
            .collect(Collectors.toSet());
    Set<String> told = new HashSet<>();
    for (RunHost host : parts.hostsOf(slices.stream().map(Run::id).toList())) {
      told.add(host.host());
      host.recap().ifPresent(recap -> recap(id, host.host(), recap));
      if (host.results() != null) {
        parts.results(id, host.host(), host.results());
      }
      if (host.dropped() != null) {
        parts.drop(id, host.host(), host.dropped());
      } else if (idle.contains(host.runId())) {
        parts.drop(id, host.host(), "its slice was not started");
      }
    }
    Judgement joined = Slices.joined(slices);
    Integer exitCode =
        slices.stream()
            .map(Run::exitCode)
            .filter(Objects::nonNull)
            .max(Integer::compare)
            .orElse(null);
    if (runs.finish(id, joined.outcome().name(), cut(joined.reason()), exitCode, now(), null)
        == 1) {
      Run whole = runs.findById(id).orElseThrow();
      owner(whole)
          .finished(whole, parts.hosts(id).stream().filter(h -> !told.contains(h.host())).toList());
      metrics.finished(whole, joined.outcome(), clock.instant());
      LOG.info("run {}: all {} slices have ended: {}", id, slices.size(), text(joined));
    }
  }

  private void recap(UUID id, String host, Recap r) {
    parts.recap(
        id,
        host,
        r.ok(),
        r.changed(),
        r.unreachable(),
        r.failed(),
        r.skipped(),
        r.rescued(),
        r.ignored());
  }

  private static String text(Judgement judgement) {
    return judgement.outcome().name().toLowerCase(Locale.ROOT)
        + (judgement.reason().isEmpty() ? "" : " (" + judgement.reason() + ")");
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static String cut(String reason) {
    return reason.length() <= REASON_MAX ? reason : reason.substring(0, REASON_MAX) + "…";
  }
}
