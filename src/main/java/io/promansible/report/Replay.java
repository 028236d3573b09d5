package io.promansible.report;

import io.promansible.alert.Episode;
import io.promansible.guard.Decision;
import io.promansible.guard.PastAction;
import io.promansible.guard.Reason;
import io.promansible.guard.RecentHistory;
import io.promansible.handler.FaultKey;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.Host;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What handlers would have decided about alerts of the past; a function of values.
 *
 * <p>Each simulated start counts for later decisions, on the hosts of today. A start counts as
 * fixed when the alert resolved within the handler's {@code verify.within}, otherwise as not fixed:
 * nobody can tell whether it would have helped. Freezes, silences, approvals and steps of the
 * escalation are not replayed.
 */
final class Replay {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration CONCERNED = Duration.ofMinutes(10);

  /** What a handler did in the replay. */
  private static final class Doings {
    private final List<PastAction> past = new ArrayList<>();
    private final Map<String, Instant> concerned = new LinkedHashMap<>();
    private final Map<String, Integer> held = new TreeMap<>();
    private int matched;
  }

  private final Handlers handlers;
  private final LiveInventory.Current hosts;
  private final Map<String, Doings> doings = new LinkedHashMap<>();
  private final Map<String, List<Instant>> began = new HashMap<>();
  private final Map<String, Instant> acted = new HashMap<>();
  private final List<Instant> starts = new ArrayList<>();

  private Replay(Handlers handlers, LiveInventory.Current hosts) {
    this.handlers = handlers;
    this.hosts = hosts;
    handlers.all().forEach(handler -> doings.put(handler.name(), new Doings()));
  }

  /**
   * Replays the decisions about episodes.
   *
   * @param episodes in the order in which they were heard of
   */
  static List<Explanation.Replayed> of(
      Handlers handlers, LiveInventory.Current hosts, List<Episode> episodes) {
    Replay replay = new Replay(handlers, hosts);
    episodes.forEach(replay::happens);
    return handlers.all().stream().map(replay::tally).toList();
  }

  private void happens(Episode episode) {
    Instant heard = episode.firstSeen();
    began.computeIfAbsent(episode.alertId(), id -> new ArrayList<>()).add(heard);
    for (Handler handler : handlers.matching(episode.labelSet())) {
      Doings done = doings.get(handler.name());
      if (done != null) {
        done.matched++;
        decide(episode, handler, done, heard);
      }
    }
  }

  private void decide(Episode episode, Handler handler, Doings done, Instant now) {
    Resolution target = hosts.resolver().resolve(handler.meant(episode.labelSet()));
    RecentHistory recent = recent(episode, handler, done, target, now);
    switch (Decision.decide(handler, episode.labelSet(), target, recent)) {
      case Decision.Start(Host host, var parameters, var verdicts) -> {
        Instant within = now.plus(handler.verify().within());
        Instant over = episode.resolvedAt();
        boolean fixed = over != null && over.isBefore(within);
        Instant end = over == null || !fixed ? within : over.isAfter(now) ? over : now;
        PastAction.Result result = fixed ? PastAction.Result.FIXED : PastAction.Result.NOT_FIXED;
        done.past.addFirst(
            new PastAction(
                episode.alertId(),
                FaultKey.key(handler, episode.labelSet(), host.name()),
                host.name(),
                now,
                Optional.of(end),
                result,
                1));
        concern(done, host, over == null ? now.plus(CONCERNED) : over);
        acted.put(host.name(), now);
        starts.add(now);
      }
      case Decision.Skip skip -> {
        Instant ripe = episode.startsAt().plus(handler.minAge());
        Instant over = episode.resolvedAt();
        if (skip.reason() == Reason.MIN_AGE && (over == null || over.isAfter(ripe))) {
          // The episode would have been decided about anew once it was old enough.
          decide(episode, handler, done, ripe);
          return;
        }
        done.held.merge(skip.reason().text(), 1, Integer::sum);
        if (skip.reason() == Reason.BLAST_RADIUS) {
          skip.host().ifPresent(h -> concern(done, h, over == null ? now.plus(DAY) : over));
        }
      }
    }
  }

  private static void concern(Doings done, Host host, Instant until) {
    done.concerned.merge(host.name(), until, (a, b) -> a.isAfter(b) ? a : b);
  }

  private RecentHistory recent(
      Episode episode, Handler handler, Doings done, Resolution target, Instant now) {
    Optional<Host> host = target.found();
    Set<String> others = others(done, host, now);
    return new RecentHistory(
        now,
        episode.alertId(),
        host.map(h -> FaultKey.key(handler, episode.labelSet(), h.name()))
            .orElse(episode.alertId()),
        true,
        episode.startsAt(),
        Optional.empty(),
        false,
        0,
        count(began.getOrDefault(episode.alertId(), List.of()), now.minus(HOUR)),
        Optional.empty(),
        host.flatMap(h -> Optional.ofNullable(acted.get(h.name()))),
        done.past.stream()
            .takeWhile(p -> p.startedAt().isAfter(now.minus(DAY)))
            .map(p -> asOf(p, now))
            .toList(),
        others.size(),
        host.map(h -> RecentHistory.Group.of(h, others, hosts.inventory())).orElse(List.of()),
        new RecentHistory.DecisionContext(
            0,
            Optional.of("the replay"),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            new RecentHistory.Fleet(
                count(starts, now.minus(HOUR)),
                others.size(),
                hosts.inventory().hosts().size(),
                Optional.empty(),
                handlers.overall())));
  }

  private static Set<String> others(Doings done, Optional<Host> host, Instant now) {
    Set<String> others = new HashSet<>();
    done.concerned.forEach((name, until) -> {
      if (until.isAfter(now) && host.filter(h -> h.name().equals(name)).isEmpty()) {
        others.add(name);
      }
    });
    return others;
  }

  /** The action as it was known at a time: still open if it ended later. */
  private static PastAction asOf(PastAction past, Instant now) {
    return past.endedAt().filter(end -> end.isAfter(now)).isPresent()
        ? new PastAction(
            past.alertId(),
            past.fault(),
            past.host(),
            past.startedAt(),
            Optional.empty(),
            PastAction.Result.OPEN,
            1)
        : past;
  }

  private static int count(List<Instant> times, Instant since) {
    int count = 0;
    for (int i = times.size() - 1; i >= 0 && times.get(i).isAfter(since); i--) {
      count++;
    }
    return count;
  }

  private Explanation.Replayed tally(Handler handler) {
    Doings done = doings.getOrDefault(handler.name(), new Doings());
    List<Instant> times = done.past.reversed().stream().map(PastAction::startedAt).toList();
    int most = 0;
    int from = 0;
    for (int to = 0; to < times.size(); to++) {
      while (!times.get(from).plus(HOUR).isAfter(times.get(to))) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return new Explanation.Replayed(handler.name(), done.matched, times.size(), most, done.held);
  }
}
