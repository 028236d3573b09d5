package io.promansible.run;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.ansible.PlayProcess;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.LiveInventory;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a queued run, starts its play and stays with it to the end.
 *
 * <p>The order makes a start happen at most once: the row goes to running, with the leases, in one
 * committed transaction; then the process starts and writes its pid as its first deed. A run that
 * is running but has no pid was never started, and goes back to the queue.
 */
public final class Runner {
  /** What becomes of db-scheduler's execution. */
  enum Next {
    /** It has done its duty. */
    DONE,
    /** A host is busy: try again shortly. */
    WAIT
  }

  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final String BUSY = "busy with another run";
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final Semaphore slices = new Semaphore(CORES);
  private final RunRepository runs;
  private final RunPartsRepository parts;
  private final TransactionOperations<Connection> transactions;
  private final AnsibleVersion ansible;
  private final RunLaunch launch;
  private final RunArchive archive;
  private final RunRecorder recorder;
  private final RunWatch watch;
  private final RunQueue queue;
  private final LiveInventory inventory;
  private final Capacity capacity;
  private final Durability durability;
  private final RunMetrics metrics;
  private final Clock clock;
  private final String node;

  /** The runner of this node. */
  public Runner(
      RunRepository runs,
      RunPartsRepository parts,
      TransactionOperations<Connection> transactions,
      AnsibleVersion ansible,
      RunLaunch launch,
      RunArchive archive,
      RunRecorder recorder,
      RunWatch watch,
      RunQueue queue,
      LiveInventory inventory,
      Capacity capacity,
      Durability durability,
      RunMetrics metrics,
      Clock clock,
      String node) {
    this.runs = runs;
    this.parts = parts;
    this.transactions = transactions;
    this.ansible = ansible;
    this.launch = launch;
    this.archive = archive;
    this.recorder = recorder;
    this.watch = watch;
    this.queue = queue;
    this.inventory = inventory;
    this.capacity = capacity;
    this.durability = durability;
    this.metrics = metrics;
    this.clock = clock;
    this.node = node;
  }

  /** Runs a run that is due; a run in any other state than queued is left alone. */
  Next run(UUID id) {
    Optional<Run> found = runs.findById(id);
    if (found.isEmpty() || found.get().state() != RunState.QUEUED) {
      return Next.DONE;
    }
    // In hand from before the claim, so that nobody takes it for one that an earlier service left.
    if (inventory.current().isEmpty() || !watch.take(id)) {
      return Next.WAIT;
    }
    boolean slice = found.get().sliceOf() != null;
    try {
      if (!slice) {
        return inHand(found.get());
      }
      // Those in hand, and those of an earlier service that still run.
      if (runs.slicesOn(node) >= CORES || !slices.tryAcquire()) {
        return Next.WAIT;
      }
      try {
        return inHand(found.get());
      } finally {
        slices.release();
      }
    } finally {
      watch.release(id);
    }
  }

  private Next inHand(Run run) {
    if (runs.cancelAsked(run.id()).orElse(false)) {
      recorder.cancelled(run);
      return Next.DONE;
    }
    if (ansible.trouble().isPresent()) {
      ansible.look();
    }
    if (ansible.trouble().isPresent()) {
      recorder.notStarted(run, ansible.trouble().get());
      return Next.DONE;
    }
    if (!run.skipBusy() && parts.busy(run.id())) {
      // Before others are asked: they would be asked again and again.
      return Next.WAIT;
    }
    Optional<String> waits = capacity.diskFull().or(() -> recorder.owner(run).waits(run));
    if (waits.isPresent()) {
      if (!waits.get().equals(run.reason())) {
        LOG.info("run {}: {} waits: {}", run.id(), run.roles(), waits.get());
        runs.note(run.id(), waits.get());
      }
      queue.forfeit(run);
      return Next.WAIT;
    }
    // There before the row says running: a folder without a pid is a run that never started.
    try {
      archive.folder(run.id()).create();
    } catch (WorldFault e) {
      recorder.notStarted(run, String.valueOf(e.getMessage()));
      return Next.DONE;
    }
    Claim claim =
        transactions.executeWrite(status -> {
          Claim taken = claim(run);
          if (taken instanceof Claim.Busy) {
            status.setRollbackOnly();
          }
          return taken;
        });
    return switch (claim) {
      case Claim.Gone() -> Next.DONE;
      case Claim.Busy(String host) -> {
        LOG.debug("run {}: host {} is busy with another run; it waits", run.id(), host);
        yield Next.WAIT;
      }
      case Claim.Cut(int slices) -> {
        LOG.info("run {}: {} hosts, cut into {} slices", run.id(), run.hostCount(), slices);
        metrics.started(run, clock.instant());
        archive.clear(run.id());
        queue.wake();
        yield Next.DONE;
      }
      case Claim.Taken(List<RunHost> hosts, String why) -> {
        // On disk before the process starts: after a loss of power it must not look queued.
        durability.force();
        if (hosts.isEmpty()) {
          recorder.notStarted(run, why);
        } else {
          go(runs.findById(run.id()).orElseThrow(), hosts);
        }
        yield Next.DONE;
      }
    };
  }

  /** What came of trying to take a run and its hosts. */
  private sealed interface Claim {
    record Taken(List<RunHost> hosts, String why) implements Claim {}

    record Cut(int slices) implements Claim {}

    record Busy(String host) implements Claim {}

    record Gone() implements Claim {}
  }

  private Claim claim(Run run) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    // First the row: from here on nothing is absorbed, so the list of hosts is final.
    if (runs.start(run.id(), now, node) == 0) {
      return new Claim.Gone();
    }
    if (runs.cancelAsked(run.id()).orElse(false)) {
      // While others were asked; it is looked at once more, and found.
      return new Claim.Busy("(cancelled)");
    }
    List<RunHost> hosts = new ArrayList<>(parts.hosts(run.id()));
    Map<String, String> dropped = recorder.owner(run).dropped(run, names(hosts));
    dropped.forEach((host, why) -> parts.drop(run.id(), host, why));
    hosts.removeIf(host -> dropped.containsKey(host.host()));
    int serial = launch.serial(run);
    if (serial > 0 && !hosts.isEmpty()) {
      // What goes host by host within a run must not go beside another run of the same handler.
      String all =
          run.handler() != null
              ? "handler " + run.handler()
              : run.routine() != null ? "routine " + run.routine() : "roles " + run.roles();
      if (parts.takeLease(all, run.id(), now) == 0) {
        return new Claim.Busy(all);
      }
    }
    if (serial == 0 && run.sliceOf() == null && launch.divisible(run)) {
      int slices = queue.cut(run, hosts);
      if (slices > 1) {
        return new Claim.Cut(slices);
      }
    }
    List<RunHost> free = new ArrayList<>();
    for (RunHost host : hosts) {
      if (parts.takeLease(host.host(), run.id(), now) == 1) {
        free.add(host);
      } else if (run.skipBusy()) {
        parts.drop(run.id(), host.host(), BUSY);
      } else {
        return new Claim.Busy(host.host());
      }
    }
    String why = dropped.values().stream().findFirst().orElse(hosts.isEmpty() ? "no hosts" : BUSY);
    return new Claim.Taken(free, why);
  }

  private static List<String> names(List<RunHost> hosts) {
    return hosts.stream().map(RunHost::host).toList();
  }

  private void go(Run run, List<RunHost> hosts) {
    PlayProcess process;
    try {
      process = launch.start(run, hosts, recorder.owner(run));
    } catch (WorldFault | InputFault e) {
      recorder.notStarted(run, String.valueOf(e.getMessage()));
      return;
    }
    if (run.sliceOf() == null) {
      metrics.started(run, clock.instant());
    }
    LOG.info(
        "run {}: {} on {} started (pid {})",
        run.id(),
        run.roles(),
        String.join(",", names(hosts)),
        process.pid());
    watch.toTheEnd(run, process, true);
  }
}
