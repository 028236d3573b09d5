package io.promansible.decision;

import io.promansible.alert.Episode;
import io.promansible.freeze.Frozen;
import io.promansible.guard.BreakerGuard;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.guard.RecentHistory;
import io.promansible.guard.Verdict;
import io.promansible.handler.FaultKey;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about handlers and episodes. What the guards want to know is read once for many decisions
 * of one moment, so that the alerts of a storm share it; what is decided meanwhile is added.
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
  private final Map<HostResolver.HostLabel, Resolution> resolved = new HashMap<>();

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

  /** The moment of all decisions. */
  public Instant now() {
    return now;
  }

  /** Decides whether a handler takes an episode up. */
  public Decision decide(Handler handler, Episode episode) {
    return decide(handler, episode, episode.labelSet());
  }

  /** Decides by labels of the episode that the caller has read already. */
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
    Resolution target = resolve(handler.meant(labels));
    return Decision.decide(
        handler, labels, target, of(episode, handler, target, takenUp, step, approved));
  }

  /**
   * The verdicts that hold a run in the queue back now. Only guards count whose answer may have
   * changed: the alert's age, the state of the fleet, and what runs did that have ended since.
   *
   * @param step of the escalation that the run is for
   */
  public List<Verdict> heldMeanwhile(Handler handler, Episode episode, int step) {
    Resolution target = resolve(handler.meant(episode.labelSet()));
    if (!(target instanceof Resolution.Found(Host host))) {
      // The host has left the inventory, and is dropped when the run starts.
      return List.of();
    }
    String fault = FaultKey.key(handler, episode.labelSet(), host.name());
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
            // The past holds this run's own start, which is no reason against itself.
            ofHandlers.pastWithoutOpen(handler, fault, episode.alertId()),
            0,
            List.of(),
            new RecentHistory.DecisionContext(
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
        host.map(h -> FaultKey.key(handler, episode.labelSet(), h.name()))
            .orElse(episode.alertId());
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

  private RecentHistory.DecisionContext surroundings(
      Episode episode, Handler handler, Optional<Host> host, int step, Optional<String> approved) {
    return new RecentHistory.DecisionContext(
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
   * Reads in one go what the guards want to know of many hosts.
   *
   * @param targets the hosts, as the alerts name them
   */
  public void prefetch(Set<HostResolver.HostLabel> targets) {
    List<String> names = new ArrayList<>();
    for (HostResolver.HostLabel target : targets) {
      resolve(target).found().ifPresent(host -> names.add(host.name()));
    }
    ofHosts.prefetch(names);
  }

  /** A host that is unknown is compared with all others for a hint, so this is done once. */
  private Resolution resolve(HostResolver.HostLabel target) {
    return resolved.computeIfAbsent(target, hosts.resolver()::resolve);
  }

  /** How many runs on a host lie before an alert in a chain; 0 when none can have caused it. */
  public int depth(String host, Episode episode) {
    return ofEpisodes.depth(host, episode);
  }

  /** Notes an alert's very first episode that is not written yet, so no table is asked about it. */
  public void noteUnwritten(Episode episode) {
    ofEpisodes.noteUnwritten(episode);
  }

  /** Notes that the episodes given to {@link #noteUnwritten} are written now. */
  public void noteWritten() {
    ofEpisodes.noteWritten();
  }

  private Optional<RecentHistory.Allowance> allowance(Handler handler) {
    return permits.allowance(handler, ofHandlers.past(handler));
  }

  private Optional<Instant> closed(Handler handler) {
    return permits.closed(handler);
  }

  /** Adds a start, so that later decisions count it. */
  public void started(Handler handler, Episode episode, String host) {
    ofHandlers.started(handler, episode, host);
    ofHosts.touched(host);
    ofFleet.started();
  }

  /** Adds a host that guard blast_radius held back, so that later decisions count it. */
  public void heldByBlastRadius(Handler handler, String host) {
    ofHandlers.affected(handler).add(host);
  }
}
