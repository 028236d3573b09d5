package io.promansible.remediation;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.handler.Decision;
import io.promansible.handler.Handler;
import io.promansible.handler.Past;
import io.promansible.handler.Recent;
import io.promansible.inventory.Host;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Resolution;
import io.promansible.run.RunIds;
import io.promansible.run.RunPartsRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the guards want to know, read once for many decisions of one moment: in a storm each alert
 * must not ask anew for what all share. What is decided meanwhile is added.
 */
final class History {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  // A host counts as concerned for this long after the start, if its alert still fires.
  private static final Duration CONCERNED = Duration.ofMinutes(10);
  private static final int PAST_MAX = 5000;

  /** Where it is read from. */
  record Sources(
      RemediationRepository remediations,
      DecisionRepository decisions,
      EpisodeRepository episodes,
      RunPartsRepository parts,
      Freezes freezes) {}

  private final Sources sources;
  private final LiveInventory.Current hosts;
  private final Instant now;
  private final List<Frozen> frozen;
  private final Map<String, List<Past>> past = new HashMap<>();
  private final Map<String, Set<String>> affected = new HashMap<>();

  History(Sources sources, LiveInventory.Current hosts, Instant now) {
    this.sources = sources;
    this.hosts = hosts;
    this.now = now;
    this.frozen = sources.freezes().switched();
  }

  /** The moment it is read at. */
  Instant now() {
    return now;
  }

  /** Decides about an episode by a handler, on what is known now. */
  Decision decide(Handler handler, Episode episode) {
    Resolution target = hosts.resolver().resolve(episode.labelSet().get(handler.target()));
    return Decision.decide(handler, episode.labelSet(), target, of(episode, handler, target));
  }

  private Recent of(Episode episode, Handler handler, Resolution target) {
    Optional<Host> host =
        target instanceof Resolution.Found(Host found) ? Optional.of(found) : Optional.empty();
    Set<String> others = new HashSet<>(affectedBy(handler));
    host.ifPresent(h -> others.remove(h.name()));
    return new Recent(
        now,
        episode.alertId(),
        episode.firing(),
        episode.startsAt(),
        sources.remediations().attempts(episode.id(), handler.name()),
        sources.episodes().beganSince(episode.alertId(), now.minus(HOUR)),
        sources.freezes().holds(frozen, handler.name(), host, now),
        host.flatMap(h -> sources.parts().lastEnded(h.name(), RunIds.floor(now.minus(DAY)))),
        pastOf(handler),
        others.size(),
        host.map(h -> groups(h, others)).orElse(List.of()));
  }

  /** Something was started. */
  void started(Handler handler, Episode episode, String host) {
    pastOf(handler)
        .addFirst(new Past(episode.alertId(), host, now, Optional.empty(), Past.Result.OPEN));
    affectedBy(handler).add(host);
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
                sources.remediations().past(name, now.minus(DAY), PAST_MAX).stream()
                    .map(PastRow::past)
                    .toList()));
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
