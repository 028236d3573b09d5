package io.promansible.runner;

import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.LiveInventory;
import io.promansible.queue.RunQueue;
import io.promansible.run.DroppedHost;
import io.promansible.run.OwnPlay;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwner;
import io.promansible.run.RunOwners;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a run that passed the checks: asks its owner, claims the run with its hosts, begins the
 * play.
 *
 * <p>This order makes each run start at most once: the row goes to running, with the leases, in one
 * committed transaction; then the process starts, and first of all writes its pid. A running run
 * without a pid was never started, and goes back to the queue.
 */
@Singleton
final class RunStart {
  private static final Logger LOG = LoggerFactory.getLogger(RunStart.class);

  private final RunOwners owners;
  private final LiveInventory inventory;
  private final RunClaims claims;
  private final Plays plays;
  private final RunQueue queue;

  RunStart(
      RunOwners owners, LiveInventory inventory, RunClaims claims, Plays plays, RunQueue queue) {
    this.owners = owners;
    this.inventory = inventory;
    this.claims = claims;
    this.plays = plays;
    this.queue = queue;
  }

  /** Starts a run; returns when its play has ended, or what keeps it from starting. */
  StartAnswer of(Run run) {
    return switch (owners.of(run).beforeStart(run)) {
      case RunOwner.Readiness.Wait(String why) -> new StartAnswer.Wait(why);
      case RunOwner.Readiness.Ready(Map<String, DroppedHost> refused) -> claim(run, refused);
    };
  }

  private StartAnswer claim(Run run, Map<String, DroppedHost> refused) {
    LiveInventory.Current known = inventory.get();
    Optional<OwnPlay> own;
    RunClaims.Claim claim;
    try {
      plays.prepare(run);
      own = owners.of(run).ownPlay(run);
      claim = claims.take(run, own, known.inventory(), refused);
    } catch (WorldFault | InputFault e) {
      return new StartAnswer.Refused(String.valueOf(e.getMessage()));
    }
    return switch (claim) {
      // A run that is still queued is looked at again, as this node may not take any now.
      case RunClaims.Claim.Gone() ->
          queue.queued(run.id()).isPresent() ? new StartAnswer.Again() : new StartAnswer.Done();
      case RunClaims.Claim.Cancelled() -> new StartAnswer.Again();
      case RunClaims.Claim.Busy(String host) -> {
        LOG.debug("run {}: host {} is busy with another run; the run waits", run.id(), host);
        yield new StartAnswer.Again();
      }
      case RunClaims.Claim.Cut(int slices) -> {
        LOG.info("run {}: {} hosts, cut into {} slices", run.id(), run.hostCount(), slices);
        plays.cut(run);
        queue.wake();
        yield new StartAnswer.Done();
      }
      case RunClaims.Claim.Taken(Run taken, List<RunHost> hosts, String why) -> {
        if (hosts.isEmpty()) {
          yield new StartAnswer.Refused(why);
        }
        yield plays.run(taken, hosts, known, own)
            ? new StartAnswer.Done()
            : new StartAnswer.Again();
      }
    };
  }
}
