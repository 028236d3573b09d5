package io.promansible.queue;

import io.promansible.audit.AuditLog;
import io.promansible.run.Run;
import jakarta.inject.Singleton;

/** The hosts that lost runs still hold, as their plays may go on on a node that is gone. */
@Singleton
public final class HeldHosts {
  private final LeaseRepository leases;
  private final RunQueue queue;
  private final AuditLog audit;

  HeldHosts(LeaseRepository leases, RunQueue queue, AuditLog audit) {
    this.leases = leases;
    this.queue = queue;
    this.audit = audit;
  }

  /** How many hosts a run that is over still holds. */
  public int of(Run run) {
    return leases.kept(run.id());
  }

  /**
   * Releases the hosts of a lost run for a person who knows that its play is over.
   *
   * @return whether it held any
   */
  public boolean release(Run run, String who) {
    boolean held =
        audit.record(who, "release", "run:" + run.id(), "", () -> leases.releaseKept(run.id()) > 0);
    queue.wake();
    return held;
  }
}
