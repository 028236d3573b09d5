package io.promansible.decision;

import io.promansible.alert.Episode;
import io.promansible.freeze.Frozen;
import io.promansible.guard.BreakerGuard;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.guard.Recent;
import io.promansible.guard.Verdict;
import io.promansible.handler.Fault;
import io.promansible.handler.Handler;
import io.promansible.handler.Overall;
import io.promansible.inventory.Host;
import io.promansible.inventory.HostResolver;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the guards want to know, read once for many decisions of one moment: in a storm each alert
 * must not ask anew for what all share. What is decided meanwhile is added.
 */
public final class History {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  // An alert that begins within this time after a run on its host may be caused by it.
  private static final Duration CAUSED = Duration.ofMinutes(10);
  // Of a fault whose labels change the old alert may be heard to end a little before the new one.
  private static final Duration CHANGED = Duration.ofMinutes(1);

  private static final Set<Reason> MEANWHILE =
      EnumSet.of(Reason.STALE, Reason.FLEET, Reason.BREAKER, Reason.COOLDOWN, Reason.HOST_COOLDOWN);

  private final HistorySources sources;
  private final LiveInventory.Current hosts;
  private final Instant now;
  private final List<Frozen> frozen;
  private final HoldingPermits permits;
  private final Set<UUID> firsts = new HashSet<>();
  private final HostHistory ofHosts;
  private final HandlerHistory ofHandlers;
  private final FleetHistory ofFleet;

  public History(HistorySources sources, LiveInventory.Current hosts, Overall limits, Instant now) {
    this.sources = sources;
    this.hosts = hosts;
    this.now = now;
    this.ofHosts = new HostHistory(sources, now);
    this.ofHandlers = new HandlerHistory(sources, now);
    this.ofFleet = new FleetHistory(sources, hosts.inventory().hosts().size(), limits, now);
    this.permits = new HoldingPermits(sources.permits().holding());
    this.frozen = sources.freezes().switched();
  }

  /** The moment it is read at. */
  public Instant now() {
    return now;
  }

  /** Decides whether a handler takes an episode up, on what is known now. */
  public Decision decide(Handler handler, Episode episode) {
    return decide(handler, episode, episode.labelSet());
  }

  /** The same where the labels have been read already. */
  public Decision decide(Handler handler, Episode episode, Labels labels) {
    boolean takenUp =
        !isFirst(episode) && sources.remediations().exists(episode.id(), handler.name());
    return decide(handler, episode, labels, takenUp, 0, Optional.empty());
  }

  /**
   * Decides about the step that a remediation waits for.
   *
   * @param handler as it is at that step
   * @param approved who approved it, if somebody did
   */
  public Decision decide(Handler handler, Episode episode, int step, Optional<String> approved) {
    return decide(handler, episode, episode.labelSet(), false, step, approved);
  }

  private Decision decide(
      Handler handler,
      Episode episode,
      Labels labels,
      boolean takenUp,
      int step,
      Optional<String> approved) {
    Resolution target = hosts.resolver().resolve(handler.meant(labels));
    return Decision.decide(
        handler, labels, target, of(episode, handler, target, takenUp, step, approved));
  }

  /**
   * What holds back now of the guards that may have changed for a run in the queue: the alert's
   * age, the state of the fleet, and what other runs did that have ended since.
   *
   * @param step of the ladder that the run is for
   */
  public List<Verdict> heldMeanwhile(Handler handler, Episode episode, int step) {
    Resolution target = hosts.resolver().resolve(handler.meant(episode.labelSet()));
    if (!(target instanceof Resolution.Found(Host host))) {
      // It left the inventory, and is dropped at the start.
      return List.of();
    }
    String fault = Fault.key(handler, episode.labelSet(), host.name());
    Recent recent =
        new Recent(
            now,
            episode.alertId(),
            fault,
            true,
            began(episode),
            Optional.empty(),
            false,
            0,
            1,
            Optional.empty(),
            ended(handler, Optional.of(host)),
            // Its own start is among them, and no reason against itself.
            ofHandlers.pastWithoutOpen(handler, fault, episode.alertId()),
            0,
            List.of(),
            new Recent.Beyond(
                step,
                Optional.empty(),
                Optional.empty(),
                0,
                allowance(handler),
                closed(handler),
                ofFleet.of(handler)));
    return Decision.decide(handler, episode.labelSet(), target, recent).verdicts().stream()
        .filter(Verdict::held)
        .filter(v -> MEANWHILE.contains(v.guard()))
        .toList();
  }

  private Optional<Instant> ended(Handler handler, Optional<Host> host) {
    return host.flatMap(
        h -> ofHosts.lastEnded(h.name(), HandlerHistory.longer(DAY, handler.hostCooldown())));
  }

  private Recent of(
      Episode episode,
      Handler handler,
      Resolution target,
      boolean takenUp,
      int step,
      Optional<String> approved) {
    Optional<Host> host =
        target instanceof Resolution.Found(Host found) ? Optional.of(found) : Optional.empty();
    Set<String> others = new HashSet<>(ofHandlers.affected(handler));
    host.ifPresent(h -> others.remove(h.name()));
    String fault =
        host.map(h -> Fault.key(handler, episode.labelSet(), h.name())).orElse(episode.alertId());
    return new Recent(
        now,
        episode.alertId(),
        fault,
        episode.firing(),
        began(episode),
        episode.startsAt().isAfter(began(episode))
            ? Optional.of(episode.startsAt())
            : Optional.empty(),
        takenUp,
        attempts(episode, handler, host, fault),
        isFirst(episode) ? 1 : sources.episodes().beganSince(episode.alertId(), now.minus(HOUR)),
        sources.freezes().ofHandler(frozen, handler.name(), host, now),
        ended(handler, host),
        step == 0
            ? ofHandlers.past(handler)
            : ofHandlers.pastWithoutOpen(handler, fault, episode.alertId()),
        others.size(),
        host.map(h -> groups(h, others)).orElse(List.of()),
        new Recent.Beyond(
            step,
            approved,
            sources.holds().of(episode.alertId()),
            host.map(h -> depth(h.name(), episode)).orElse(0),
            allowance(handler),
            closed(handler),
            ofFleet.of(handler),
            sources.senders().get().mayDisrupt(episode.source())));
  }

  /** A sender whose clock is ahead says that it begins later than it was heard of. */
  private static Instant began(Episode episode) {
    return episode.startsAt().isAfter(episode.firstSeen())
        ? episode.firstSeen()
        : episode.startsAt();
  }

  private int attempts(Episode episode, Handler handler, Optional<Host> host, String fault) {
    boolean ofHost = handler.same().isEmpty() || handler.same().contains(handler.target());
    if (isFirst(episode) && (host.isEmpty() || (ofHost && ofHosts.untouched(host.get().name())))) {
      return 0;
    }
    // Two questions, as each has an index of its own.
    return sources.remediations().attempts(episode.id(), handler.name())
        + sources
            .counts()
            .inVain(fault, handler.name(), episode.alertId(), began(episode).minus(CHANGED));
  }

  /** Why the breaker holds a handler back for all hosts; empty when it does not. */
  public Optional<String> breaker(Handler handler) {
    return BreakerGuard.holds(handler.breaker(), ofHandlers.past(handler), closed(handler), now);
  }

  /** How many links of runs on a host lie before an alert; 0 when none can have caused it. */
  public int depth(String host, Episode episode) {
    if (ofHosts.untouched(host)) {
      return 0;
    }
    Instant began = episode.startsAt();
    return sources
        .remediations()
        .depth(host, episode.alertId(), began, began.minus(CAUSED), began.minus(DAY))
        .map(links -> links + 1)
        .orElse(0);
  }

  /**
   * Asks at once for what the guards want to know of many hosts.
   *
   * @param targets what alerts call them
   */
  public void prefetch(Set<HostResolver.Meant> targets) {
    List<String> names = new ArrayList<>();
    for (HostResolver.Meant target : targets) {
      if (hosts.resolver().resolve(target) instanceof Resolution.Found(Host host)) {
        names.add(host.name());
      }
    }
    ofHosts.prefetch(names);
  }

  /** The very first episode of an alert, which is only about to be written. */
  public void first(Episode episode) {
    firsts.add(episode.id());
  }

  /** What was only about to be written has been. */
  public void written() {
    firsts.clear();
  }

  /** Whether it is; then nothing can have been done about it, and no table knows it. */
  boolean isFirst(Episode episode) {
    return firsts.contains(episode.id());
  }

  private Optional<Recent.Allowance> allowance(Handler handler) {
    return permits.allowance(handler, ofHandlers.past(handler));
  }

  private Optional<Instant> closed(Handler handler) {
    return permits.closed(handler);
  }

  /** Something was started. */
  public void started(Handler handler, Episode episode, String host) {
    ofHandlers.started(handler, episode, host);
    ofHosts.touched(host);
    ofFleet.started();
  }

  /** Something was held back because there is too much of it. */
  public void crowded(Handler handler, String host) {
    ofHandlers.affected(handler).add(host);
  }

  private List<Recent.Group> groups(Host host, Set<String> others) {
    List<Recent.Group> groups = new ArrayList<>();
    for (String name : host.groups()) {
      Set<String> members = hosts.inventory().groups().getOrDefault(name, Set.of());
      long concerned = others.stream().filter(members::contains).count();
      groups.add(new Recent.Group(name, members.size(), (int) concerned));
    }
    return groups;
  }
}
