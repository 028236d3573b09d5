package io.promansible.decision;

import io.promansible.alert.Episode;
import io.promansible.freeze.Frozen;
import io.promansible.guard.BreakerGuard;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.guard.RecentHistory;
import io.promansible.guard.Verdict;
import io.promansible.handler.Fault;
import io.promansible.handler.FleetLimits;
import io.promansible.handler.Handler;
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

/**
 * What the guards want to know, read once for many decisions of one moment: in a storm each alert
 * must not ask anew for what all share. What is decided meanwhile is added.
 */
public final class Decider {
  private static final Duration DAY = Duration.ofDays(1);

  private static final Set<Reason> MEANWHILE =
      EnumSet.of(Reason.STALE, Reason.FLEET, Reason.BREAKER, Reason.COOLDOWN, Reason.HOST_COOLDOWN);

  private final DecisionSources sources;
  private final LiveInventory.Current hosts;
  private final Instant now;
  private final List<Frozen> frozen;
  private final HoldingPermits permits;
  private final EpisodeHistory ofEpisodes;
  private final HostHistory ofHosts;
  private final HandlerHistory ofHandlers;
  private final FleetHistory ofFleet;

  public Decider(
      DecisionSources sources, LiveInventory.Current hosts, FleetLimits limits, Instant now) {
    this.sources = sources;
    this.hosts = hosts;
    this.now = now;
    this.ofHosts = new HostHistory(sources, now);
    this.ofEpisodes = new EpisodeHistory(sources, ofHosts, now);
    this.ofHandlers = new HandlerHistory(sources, now);
    this.ofFleet = new FleetHistory(sources, hosts.inventory().hosts().size(), limits, now);
    this.permits = new HoldingPermits(sources.permits().holding());
    this.frozen = sources.freezes().byApi();
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
        !ofEpisodes.isFirst(episode) && sources.remediations().exists(episode.id(), handler.name());
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
   * @param step of the escalation that the run is for
   */
  public List<Verdict> heldMeanwhile(Handler handler, Episode episode, int step) {
    Resolution target = hosts.resolver().resolve(handler.meant(episode.labelSet()));
    if (!(target instanceof Resolution.Found(Host host))) {
      // It left the inventory, and is dropped at the start.
      return List.of();
    }
    String fault = Fault.key(handler, episode.labelSet(), host.name());
    RecentHistory recent =
        new RecentHistory(
            now,
            episode.alertId(),
            fault,
            true,
            EpisodeHistory.began(episode),
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
            new RecentHistory.Surroundings(
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

  private RecentHistory of(
      Episode episode,
      Handler handler,
      Resolution target,
      boolean takenUp,
      int step,
      Optional<String> approved) {
    Optional<Host> host = target.found();
    Set<String> others = new HashSet<>(ofHandlers.affected(handler));
    host.ifPresent(h -> others.remove(h.name()));
    String fault =
        host.map(h -> Fault.key(handler, episode.labelSet(), h.name())).orElse(episode.alertId());
    return new RecentHistory(
        now,
        episode.alertId(),
        fault,
        episode.firing(),
        EpisodeHistory.began(episode),
        episode.startsAt().isAfter(EpisodeHistory.began(episode))
            ? Optional.of(episode.startsAt())
            : Optional.empty(),
        takenUp,
        ofEpisodes.attempts(episode, handler, host, fault),
        ofEpisodes.lately(episode),
        sources.freezes().ofHandler(frozen, handler.name(), host, now),
        ended(handler, host),
        step == 0
            ? ofHandlers.past(handler)
            : ofHandlers.pastWithoutOpen(handler, fault, episode.alertId()),
        others.size(),
        host.map(h -> RecentHistory.Group.of(h, others, hosts.inventory())).orElse(List.of()),
        surroundings(episode, handler, host, step, approved));
  }

  private RecentHistory.Surroundings surroundings(
      Episode episode, Handler handler, Optional<Host> host, int step, Optional<String> approved) {
    return new RecentHistory.Surroundings(
        step,
        approved,
        sources.holds().of(episode.alertId()),
        host.map(h -> ofEpisodes.depth(h.name(), episode)).orElse(0),
        allowance(handler),
        closed(handler),
        ofFleet.of(handler),
        sources.senders().get().mayDisrupt(episode.source()));
  }

  /** Why the breaker holds a handler back for all hosts; empty when it does not. */
  public Optional<String> breaker(Handler handler) {
    return BreakerGuard.holds(handler.breaker(), ofHandlers.past(handler), closed(handler), now);
  }

  /**
   * Asks at once for what the guards want to know of many hosts.
   *
   * @param targets what alerts call them
   */
  public void prefetch(Set<HostResolver.Meant> targets) {
    List<String> names = new ArrayList<>();
    for (HostResolver.Meant target : targets) {
      hosts.resolver().resolve(target).found().ifPresent(host -> names.add(host.name()));
    }
    ofHosts.prefetch(names);
  }

  /** How many links of runs on a host lie before an alert; 0 when none can have caused it. */
  public int depth(String host, Episode episode) {
    return ofEpisodes.depth(host, episode);
  }

  /** The very first episode of an alert, which is only about to be written. */
  public void first(Episode episode) {
    ofEpisodes.first(episode);
  }

  /** What was only about to be written has been. */
  public void written() {
    ofEpisodes.written();
  }

  private Optional<RecentHistory.Allowance> allowance(Handler handler) {
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
}
