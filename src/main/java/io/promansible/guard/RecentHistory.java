package io.promansible.guard;

import io.promansible.alertmanager.Hold;
import io.promansible.handler.FaultKey;
import io.promansible.handler.FleetLimits;
import io.promansible.inventory.Host;
import io.promansible.inventory.Inventory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The history that a decision may look at, as a value.
 *
 * @param alertId the id of the alert that is decided about
 * @param fault the key of the fault that it is about, see {@link FaultKey}
 * @param firing whether the episode still fires
 * @param startsAt when the alert began; when it was heard of, where its sender says that it begins
 *     later
 * @param claimedStart the later time that the sender says, as the sender's clock is ahead
 * @param takenUp whether the handler has a remediation of this episode, though perhaps no run yet
 * @param attempts how often this handler has acted upon this episode
 * @param episodes of this alert that began within the last hour, this one included
 * @param frozen who froze what, and why, if it holds for this handler and host
 * @param hostActed when a run of any handler on this host ended last
 * @param past what this handler did within a day, or longer if its settings ask; newest first
 * @param affected how many other hosts this handler is concerned with now
 * @param groups the groups of the host
 * @param context what people, Alertmanager and the rest of the fleet add
 */
public record RecentHistory(
    Instant now,
    String alertId,
    String fault,
    boolean firing,
    Instant startsAt,
    Optional<Instant> claimedStart,
    boolean takenUp,
    int attempts,
    int episodes,
    Optional<String> frozen,
    Optional<Instant> hostActed,
    List<PastAction> past,
    int affected,
    List<Group> groups,
    DecisionContext context) {
  /**
   * A group of the inventory.
   *
   * @param hosts how many hosts the group has
   * @param affected how many other hosts of it this handler is concerned with now
   */
  public record Group(String name, int hosts, int affected) {
    /** The groups of a host; {@code others} are the other hosts that are affected. */
    public static List<Group> of(Host host, Set<String> others, Inventory inventory) {
      return host.groups().stream()
          .map(name -> {
            Set<String> members = inventory.groups().getOrDefault(name, Set.of());
            int affected = (int) others.stream().filter(members::contains).count();
            return new Group(name, members.size(), affected);
          })
          .toList();
    }
  }

  /**
   * What lies beyond the handler's own past.
   *
   * @param step of the escalation that is decided about; 0 for the handler's own roles
   * @param approved who approved it, if somebody did
   * @param held why Alertmanager notifies nobody about the alert, if it does so
   * @param depth how many runs on this host lie before the alert in a chain; 0 when none can be its
   *     cause
   * @param allowance what people allow beyond the limits
   * @param closed when a person closed the breaker last
   * @param mayDisrupt whether what its sender says is enough for a disruptive handler
   */
  public record DecisionContext(
      int step,
      Optional<String> approved,
      Optional<Hold> held,
      int depth,
      Optional<Allowance> allowance,
      Optional<Instant> closed,
      Fleet fleet,
      boolean mayDisrupt) {
    /** The surroundings of an alert whose sender is enough for a disruptive handler. */
    public DecisionContext(
        int step,
        Optional<String> approved,
        Optional<Hold> held,
        int depth,
        Optional<Allowance> allowance,
        Optional<Instant> closed,
        Fleet fleet) {
      this(step, approved, held, depth, allowance, closed, fleet, true);
    }

    /** Surroundings in which nothing holds a handler back. */
    public static final DecisionContext NOTHING =
        new DecisionContext(
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            new Fleet(0, 0, 0, Optional.empty(), FleetLimits.DEFAULTS));
  }

  /**
   * Hosts that a person allowed beyond the limits.
   *
   * @param left how many of them have not been acted upon yet
   */
  public record Allowance(String who, int left) {}

  /**
   * All hosts and handlers together.
   *
   * @param starts how many starts all handlers made within the hour
   * @param alerting how many hosts have an alert that some handler is concerned with
   * @param hosts how many hosts the inventory has
   * @param watchdog when the watchdog alert was heard last; empty when it never was
   */
  public record Fleet(
      int starts, int alerting, int hosts, Optional<Instant> watchdog, FleetLimits limits) {}

  /** The history of an alert that alone is about its fault, by a sender whose clock is right. */
  public RecentHistory(
      Instant now,
      String alertId,
      boolean firing,
      Instant startsAt,
      int attempts,
      int episodes,
      Optional<String> frozen,
      Optional<Instant> hostActed,
      List<PastAction> past,
      int affected,
      List<Group> groups,
      DecisionContext context) {
    this(
        now,
        alertId,
        alertId,
        firing,
        startsAt,
        Optional.empty(),
        false,
        attempts,
        episodes,
        frozen,
        hostActed,
        past,
        affected,
        groups,
        context);
  }

  public RecentHistory {
    past = List.copyOf(past);
    groups = List.copyOf(groups);
  }
}
