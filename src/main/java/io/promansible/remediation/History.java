package io.promansible.remediation;

import io.promansible.alert.Episode;
import io.promansible.handler.Decision;
import io.promansible.handler.Handler;
import io.promansible.handler.Overall;
import io.promansible.handler.Past;
import io.promansible.handler.Reason;
import io.promansible.handler.Recent;
import io.promansible.handler.Verdict;
import io.promansible.inventory.Host;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import io.promansible.playbook.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the guards want to know, read once for many decisions of one moment: in a storm each alert
 * must not ask anew for what all share. What is decided meanwhile is added.
 */
final class History {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  // A host counts as concerned for this long after the start, if its alert still fires.
  private static final Duration CONCERNED = Duration.ofMinutes(10);
  // An alert that begins within this time after a run on its host may be caused by it.
  private static final Duration CAUSED = Duration.ofMinutes(10);
  private static final int PAST_MAX = 5000;

  private final HistorySources sources;
  private final LiveInventory.Current hosts;
  private final Overall limits;
  private final Instant now;
  private final List<Frozen> frozen;
  private final List<Permit> permits;
  private final Set<UUID> firsts = new HashSet<>();
  private final HostHistory ofHosts;
  private final Map<String, List<Past>> past = new HashMap<>();
  private final Map<String, Set<String>> affected = new HashMap<>();
  private Optional<Instant> watchdog = Optional.empty();
  private int alerting = -1;
  private int starts = -1;

  History(HistorySources sources, LiveInventory.Current hosts, Overall limits, Instant now) {
    this.sources = sources;
    this.hosts = hosts;
    this.limits = limits;
    this.now = now;
    this.ofHosts = new HostHistory(sources, now);
    this.permits = sources.permits().holding();
    this.frozen = sources.freezes().switched();
  }

  /** The moment it is read at. */
  Instant now() {
    return now;
  }

  /** Decides about an episode by a handler's own roles, on what is known now. */
  Decision decide(Handler handler, Episode episode) {
    return decide(handler, episode, 0, Optional.empty());
  }

  /**
   * Decides about a step of the ladder.
   *
   * @param handler as it is at that step
   * @param approved who approved it, if somebody did
   */
  Decision decide(Handler handler, Episode episode, int step, Optional<String> approved) {
    return decide(handler, episode, episode.labelSet(), step, approved);
  }

  /** The same where the labels have been read already. */
  Decision decide(
      Handler handler, Episode episode, Labels labels, int step, Optional<String> approved) {
    Resolution target = hosts.resolver().resolve(labels.get(handler.target()));
    return Decision.decide(handler, labels, target, of(episode, handler, target, step, approved));
  }

  /**
   * What holds back now of the guards that may have changed for a run in the queue, whatever was
   * done before: the alert's age and the state of the fleet. Asks nothing for each alert.
   */
  List<Verdict> heldMeanwhile(Handler handler, Episode episode) {
    Recent recent =
        new Recent(
            now,
            episode.alertId(),
            true,
            episode.startsAt(),
            0,
            1,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            0,
            List.of(),
            new Recent.Beyond(
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                allowance(handler),
                Optional.empty(),
                fleet(handler)));
    Resolution target = hosts.resolver().resolve(episode.labelSet().get(handler.target()));
    return Decision.decide(handler, episode.labelSet(), target, recent).verdicts().stream()
        .filter(Verdict::held)
        .filter(v -> v.guard() == Reason.STALE || v.guard() == Reason.FLEET)
        .toList();
  }

  private Recent of(
      Episode episode, Handler handler, Resolution target, int step, Optional<String> approved) {
    Optional<Host> host =
        target instanceof Resolution.Found(Host found) ? Optional.of(found) : Optional.empty();
    Set<String> others = new HashSet<>(affectedBy(handler));
    host.ifPresent(h -> others.remove(h.name()));
    return new Recent(
        now,
        episode.alertId(),
        episode.firing(),
        episode.startsAt(),
        isFirst(episode) ? 0 : sources.remediations().attempts(episode.id(), handler.name()),
        isFirst(episode) ? 1 : sources.episodes().beganSince(episode.alertId(), now.minus(HOUR)),
        sources.freezes().holds(frozen, handler.name(), host, now),
        host.flatMap(h -> ofHosts.lastEnded(h.name(), longer(DAY, handler.hostCooldown()))),
        step == 0 ? pastOf(handler) : withoutOpen(pastOf(handler), episode.alertId()),
        others.size(),
        host.map(h -> groups(h, others)).orElse(List.of()),
        new Recent.Beyond(
            step,
            approved,
            sources.silenced().by(episode.alertId()),
            host.map(h -> depth(h.name(), episode)).orElse(0),
            allowance(handler),
            closed(handler),
            fleet(handler)));
  }

  /** Why the breaker holds a handler back for all hosts; empty when it does not. */
  Optional<String> breaker(Handler handler) {
    return handler.breaker().holds(pastOf(handler), closed(handler), now);
  }

  /** How many links of runs on a host lie before an alert; 0 when none can have caused it. */
  int depth(String host, Episode episode) {
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
  void prefetch(Set<String> targets) {
    List<String> names = new ArrayList<>();
    for (String target : targets) {
      if (hosts.resolver().resolve(target) instanceof Resolution.Found(Host host)) {
        names.add(host.name());
      }
    }
    ofHosts.prefetch(names);
  }

  /** The very first episode of an alert, which is only about to be written. */
  void first(Episode episode) {
    firsts.add(episode.id());
  }

  /** Whether it is; then nothing can have been done about it, and no table knows it. */
  boolean isFirst(Episode episode) {
    return firsts.contains(episode.id());
  }

  /** What climbs is not over: it must not take itself for another attempt. */
  private static List<Past> withoutOpen(List<Past> past, String alertId) {
    return past.stream()
        .filter(p -> p.result() != Past.Result.OPEN || !p.alertId().equals(alertId))
        .toList();
  }

  private Optional<Recent.Allowance> allowance(Handler handler) {
    return of(handler, Permit.Kind.HOSTS)
        .map(permit -> {
          long acted =
              pastOf(handler).stream().filter(p -> !p.startedAt().isBefore(permit.since())).count();
          return new Recent.Allowance(permit.who(), (int) Math.max(0, permit.hosts() - acted));
        });
  }

  private Optional<Instant> closed(Handler handler) {
    return of(handler, Permit.Kind.BREAKER).map(Permit::since);
  }

  private Optional<Permit> of(Handler handler, Permit.Kind kind) {
    // The largest, then the newest: a small one must not hide a large one.
    return permits.stream()
        .filter(permit -> permit.handler().equals(handler.name()) && permit.kind() == kind)
        .max(Comparator.comparingInt(Permit::hosts).thenComparing(Permit::since));
  }

  /** The fleet's alerts are counted for disruptive handlers only, who alone ask: it takes time. */
  private Recent.Fleet fleet(Handler handler) {
    if (starts < 0) {
      starts = sources.remediations().startsSince(now.minus(HOUR));
    }
    if (handler.risk() == Risk.SAFE) {
      return new Recent.Fleet(starts, 0, 0, Optional.empty(), limits);
    }
    if (alerting < 0) {
      alerting = sources.decisions().alerting();
      watchdog = sources.episodes().lastHeard(limits.watchdog());
    }
    int all = hosts.inventory().hosts().size();
    return new Recent.Fleet(starts, alerting, all, watchdog, limits);
  }

  /** Something was started. */
  void started(Handler handler, Episode episode, String host) {
    pastOf(handler)
        .addFirst(new Past(episode.alertId(), host, now, Optional.empty(), Past.Result.OPEN));
    affectedBy(handler).add(host);
    ofHosts.touched(host);
    starts++;
  }

  /** Something was held back because there is too much of it. */
  void crowded(Handler handler, String host) {
    affectedBy(handler).add(host);
  }

  private List<Past> pastOf(Handler handler) {
    return past.computeIfAbsent(
        handler.name(),
        name ->
            new ArrayList<>(
                sources.remediations().past(name, now.minus(span(handler)), PAST_MAX).stream()
                    .map(PastRow::past)
                    .toList()));
  }

  /** How far back a handler's own settings look. */
  private static Duration span(Handler handler) {
    return Stream.of(
            handler.cooldown().afterSuccess(),
            handler.cooldown().afterFailure(),
            handler.breaker().open(),
            handler.breaker().hostOpen())
        .reduce(DAY, History::longer);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private Set<String> affectedBy(Handler handler) {
    return affected.computeIfAbsent(
        handler.name(),
        name -> new HashSet<>(sources.decisions().affected(name, now.minus(CONCERNED))));
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
