package io.promansible.runner;

import io.promansible.ansible.AnsibleVersion;
import io.promansible.inventory.LiveInventory;
import io.promansible.node.NodeConfigurations;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.Capacity;
import io.promansible.queue.LeaseRepository;
import io.promansible.run.Run;
import io.promansible.run.RunOwners;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks before a queued run may start, cheap ones first. */
@Singleton
final class StartChecks {
  private static final StartAnswer GO = new StartAnswer.Go();

  private final RunTables tables;
  private final RunOwners owners;
  private final AnsibleVersion ansible;
  private final Capacity capacity;
  private final LiveInventory inventory;
  private final NodeIdentity node;
  private final NodeConfigurations configurations;
  private final LeaseRepository leases;
  private final List<Function<Run, StartAnswer>> order =
      List.of(
          this::notCancelled,
          this::ansibleIsThere,
          this::hostsAreFree,
          this::isKnown,
          this::nothingStopsIt);

  /** This node, and whether its configuration is the newest. */
  @Singleton
  record ThisNode(
      NodeIdentity identity, NodeConfigurations configurations, LeaseRepository leases) {}

  StartChecks(
      RunTables tables,
      RunOwners owners,
      AnsibleVersion ansible,
      Capacity capacity,
      LiveInventory inventory,
      ThisNode node) {
    this.tables = tables;
    this.owners = owners;
    this.ansible = ansible;
    this.capacity = capacity;
    this.inventory = inventory;
    this.node = node.identity;
    this.configurations = node.configurations;
    this.leases = node.leases;
  }

  /** Whether this node may start any run now: its name is its own, and an inventory is known. */
  boolean nodeMayStart() {
    return node.isOurs() && inventory.current().isPresent();
  }

  /** The first answer that is not Go; Go if all checks pass. */
  StartAnswer of(Run run) {
    return order.stream()
        .map(check -> check.apply(run))
        .filter(answer -> !answer.equals(GO))
        .findFirst()
        .orElse(GO);
  }

  private StartAnswer notCancelled(Run run) {
    return tables.runs().cancelAsked(run.id()).orElse(false) ? new StartAnswer.Cancelled() : GO;
  }

  /** A node with an older configuration leaves to others what it does not know. */
  private StartAnswer isKnown(Run run) {
    return owners.of(run).known(run) ? GO : olderNode().orElse(GO);
  }

  /** What a node with an older configuration answers for what it cannot start. */
  Optional<StartAnswer> olderNode() {
    return configurations.older().map(why -> new StartAnswer.Wait(why + "; another one starts it"));
  }

  private StartAnswer ansibleIsThere(Run run) {
    AnsibleVersion.Usable usable = ansible.usable();
    if (usable.trouble().isPresent()) {
      ansible.detectHere();
      usable = ansible.usable();
    }
    boolean known = usable.known();
    return usable
        .trouble()
        .<StartAnswer>map(why ->
            known
                ? new StartAnswer.Refused(why)
                : new StartAnswer.Wait(why + "; it is asked again"))
        .orElse(GO);
  }

  /** Comes before the owner's review, which would be repeated each second while a host is busy. */
  private StartAnswer hostsAreFree(Run run) {
    if (run.skipBusy() || !leases.busy(run.id())) {
      return GO;
    }
    return leases
        .heldBack(run.id())
        .<StartAnswer>map(StartAnswer.Wait::new)
        .orElseGet(StartAnswer.Again::new);
  }

  private StartAnswer nothingStopsIt(Run run) {
    return capacity
        .diskFull()
        .or(() -> owners.of(run).frozen(run))
        .<StartAnswer>map(StartAnswer.Wait::new)
        .orElse(GO);
  }
}
