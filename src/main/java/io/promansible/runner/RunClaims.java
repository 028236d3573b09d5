package io.promansible.runner;

import io.promansible.inventory.Inventory;
import io.promansible.launch.RunRoles;
import io.promansible.node.NodeIdentity;
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

/** Takes runs from the queue for this node, with their hosts, and gives them back. */
@Singleton
final class RunClaims {
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
  private final Clock clock;

  RunClaims(
      RunTables tables,
      RunOwners owners,
      RunRoles roles,
      RunQueue queue,
      NodeIdentity node,
      Clock clock) {
    this.tables = tables;
    this.owners = owners;
    this.roles = roles;
    this.queue = queue;
    this.node = node;
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
    if (tables.runs().start(run.id(), now, node.name()) == 0) {
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
      if (tables.parts().takeLease(all, run.id(), now) == 0) {
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
      if (tables.parts().takeLease(host.host(), run.id(), now) == 1) {
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
    return tables.runs().runningOn(node.name());
  }

  /** The running runs of nodes that have not been seen for a minute. */
  List<Run> ofNodesThatAreGone() {
    return tables.runs().ofNodesThatAreGone(node.name());
  }

  /** Puts a run of this node that never started back into the queue. */
  void giveBack(Run run) {
    tables
        .transactions()
        .executeWrite(status -> {
          tables.runs().unstart(run.id(), node.name());
          tables.parts().releaseLeases(run.id());
          queue.again(run.id());
          return null;
        });
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
