package io.promansible.runner;

import io.promansible.inventory.Inventory;
import io.promansible.launch.RunRoles;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.LeaseRepository;
import io.promansible.queue.RunQueue;
import io.promansible.run.DroppedHost;
import io.promansible.run.OwnPlay;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwners;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes runs from the queue for this node, with their hosts, and gives them back. */
@Singleton
final class RunClaims {
  private static final Logger LOG = LoggerFactory.getLogger(RunClaims.class);
  private static final String BUSY = "busy with another run";
  private static final DroppedHost IDLE = DroppedHost.forGood("no play of the playbook acts on it");
  private static final DroppedHost GONE = DroppedHost.forGood("not in the inventory any more");

  /** The result of trying to take a run and its hosts. */
  sealed interface Claim {
    /**
     * The run is this node's.
     *
     * @param hosts the hosts that the run acts on
     * @param why a host was dropped, for a run that has no hosts left
     */
    record Taken(Run run, List<RunHost> hosts, String why) implements Claim {}

    /** The run was cut into so many slices, which are queued. */
    record Cut(int slices) implements Claim {}

    /** Another run has the lease of one of its hosts, or the lease that a serial run needs. */
    record Busy(String host) implements Claim {}

    /** Another node was first, or the run is queued no more. */
    record Gone() implements Claim {}

    /** A person cancelled it while its owner was asked; the next attempt records that. */
    record Cancelled() implements Claim {}
  }

  private final RunTables tables;
  private final RunOwners owners;
  private final RunRoles roles;
  private final RunQueue queue;
  private final NodeIdentity node;
  private final NodeRunRepository ofNodes;
  private final LeaseRepository leases;
  private final Clock clock;

  /** This node, and what nodes and runs have. */
  @Singleton
  record Owned(NodeIdentity node, NodeRunRepository ofNodes, LeaseRepository leases) {}

  RunClaims(
      RunTables tables,
      RunOwners owners,
      RunRoles roles,
      RunQueue queue,
      Owned owned,
      Clock clock) {
    this.tables = tables;
    this.owners = owners;
    this.roles = roles;
    this.queue = queue;
    this.node = owned.node;
    this.ofNodes = owned.ofNodes;
    this.leases = owned.leases;
    this.clock = clock;
  }

  /**
   * Queued → running, with the leases of its hosts; nothing changes where a host is busy, or the
   * run was cancelled.
   *
   * @param own the play of a run that is not of roles
   * @param live the inventory that other plays have
   * @param refused the hosts that the run's owner refused for this start
   */
  Claim take(Run run, Optional<OwnPlay> own, Inventory live, Map<String, DroppedHost> refused) {
    return tables
        .transactions()
        .executeWrite(status -> {
          Claim taken = claim(run, own, live, refused);
          if (taken instanceof Claim.Busy || taken instanceof Claim.Cancelled) {
            status.setRollbackOnly();
          }
          return taken;
        });
  }

  private Claim claim(
      Run run, Optional<OwnPlay> own, Inventory live, Map<String, DroppedHost> refused) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    // Updates the row first: from here on no host joins, so the list of hosts is final.
    if (tables.runs().start(run.id(), now, node.name(), node.incarnation()) == 0) {
      return new Claim.Gone();
    }
    if (tables.runs().cancelAsked(run.id()).orElse(false)) {
      return new Claim.Cancelled();
    }
    List<RunHost> hosts = new ArrayList<>(tables.parts().hosts(run.id()));
    Map<String, DroppedHost> dropped =
        dropped(run, hosts, own.map(OwnPlay::inventory).orElse(live), refused);
    own.ifPresent(play ->
        hosts.stream()
            .map(RunHost::host)
            .filter(host -> !play.targets().contains(host))
            .forEach(host -> dropped.putIfAbsent(host, IDLE)));
    dropped.forEach((host, d) -> tables.parts().drop(run.id(), host, d));
    hosts.removeIf(host -> dropped.containsKey(host.host()));
    int serial = own.isPresent() ? 0 : roles.serial(run);
    if (serial > 0 && !hosts.isEmpty()) {
      String all = run.origin().serialLease(run.roles());
      if (leases.takeLease(all, run.id(), now) == 0) {
        return new Claim.Busy(all);
      }
    }
    boolean divisible = own.map(OwnPlay::divisible).orElseGet(() -> roles.divisible(run));
    if (serial == 0 && run.sliceOf() == null && divisible) {
      int slices = queue.cut(run, hosts);
      if (slices > 1) {
        return new Claim.Cut(slices);
      }
    }
    return lease(run, hosts, dropped, now);
  }

  /** The hosts that are left out, each with the reason; they take no lease. */
  private Map<String, DroppedHost> dropped(
      Run run, List<RunHost> hosts, Inventory known, Map<String, DroppedHost> refused) {
    Map<String, DroppedHost> dropped = new LinkedHashMap<>();
    List<String> names = hosts.stream().map(RunHost::host).toList();
    names.stream()
        .filter(host -> known.host(host).isEmpty())
        .forEach(host -> dropped.put(host, GONE));
    dropped.putAll(owners.of(run).dropped(run, names, refused));
    return dropped;
  }

  private Claim lease(Run run, List<RunHost> hosts, Map<String, DroppedHost> dropped, Instant now) {
    List<RunHost> free = new ArrayList<>();
    for (RunHost host : hosts) {
      if (leases.takeLease(host.host(), run.id(), now) == 1) {
        free.add(host);
      } else if (run.skipBusy()) {
        tables.parts().drop(run.id(), host.host(), DroppedHost.forGood(BUSY));
      } else {
        return new Claim.Busy(host.host());
      }
    }
    String why =
        dropped.values().stream()
            .findFirst()
            .map(DroppedHost::why)
            .orElse(hosts.isEmpty() ? "no hosts" : BUSY);
    return new Claim.Taken(tables.runs().findById(run.id()).orElseThrow(), free, why);
  }

  /** The runs that run on this node, as the database has it. */
  List<Run> ours() {
    return ofNodes.runningOn(node.name(), node.incarnation());
  }

  /** Takes over what an earlier start of this node has claimed at the very last moment. */
  void takeOver() {
    tables
        .transactions()
        .executeWrite(status -> ofNodes.moveTo(node.name(), node.identity(), node.incarnation()));
  }

  /** The running runs of nodes that are silent for half the time after which they are gone. */
  List<Run> ofSilentNodes() {
    int half = Math.max(1, node.settings().goneSeconds() / 2);
    return ofNodes.ofSilentNodes(node.name(), node.identity(), half);
  }

  /** The runs that others took for lost while this node was silent. */
  List<Run> awaitingUs() {
    return ofNodes.awaiting(node.name(), node.incarnation());
  }

  /** Puts a run of this node that never started back into the queue, if it is still this node's. */
  boolean giveBack(Run run) {
    return tables
        .transactions()
        .executeWrite(status -> {
          boolean ours = ofNodes.unstart(run.id(), node.name(), node.incarnation()) == 1;
          if (ours) {
            leases.releaseLeases(run.id());
            queue.again(run.id());
          }
          return ours;
        });
  }

  /** Ends the leases of lost runs whose plays must be over by now. */
  void endLeases() {
    Instant now = clock.instant();
    int ended = tables.transactions().executeWrite(status -> leases.endLeases(now));
    if (ended > 0) {
      LOG.info("{} host(s) of lost runs are free again, as their plays must be over", ended);
    }
  }

  /** Schedules queued runs again that db-scheduler has lost; returns their ids. */
  List<UUID> scheduleForgotten(Duration since) {
    Instant before = clock.instant().truncatedTo(ChronoUnit.MICROS).minus(since);
    return tables
        .transactions()
        .executeWrite(status -> {
          List<UUID> forgotten = tables.runs().queuedWithoutExecution(before);
          forgotten.forEach(queue::again);
          return forgotten;
        });
  }
}
