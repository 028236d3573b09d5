package io.promansible.decision;

import io.promansible.alert.Episode;
import io.promansible.guard.PastAction;
import io.promansible.handler.FaultKey;
import io.promansible.handler.Handler;
import io.promansible.remediation.PastRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What handlers did lately, read once for many decisions; starts made meanwhile are added. */
final class HandlerHistory {
  private static final Duration DAY = Duration.ofDays(1);
  // A host counts as concerned for this long after the start, if its alert still fires.
  private static final Duration CONCERNED = Duration.ofMinutes(10);
  private static final int PAST_MAX = 5000;

  private final DecisionSources sources;
  private final Instant now;
  private final Map<String, List<PastAction>> past = new HashMap<>();
  private final Map<String, Set<String>> affected = new HashMap<>();

  HandlerHistory(DecisionSources sources, Instant now) {
    this.sources = sources;
    this.now = now;
  }

  /** What a handler did, as far back as its settings look; the newest first. */
  List<PastAction> past(Handler handler) {
    return past.computeIfAbsent(
        handler.name(),
        name ->
            // The list is immutable: decisions share it, as a copy for each would be quadratic.
            // List.copyOf shares only lists of its own kind, which Stream.toList() does not make.
            List.copyOf(
                sources.remediations().past(name, now.minus(span(handler)), PAST_MAX).stream()
                    .map(PastRow::past)
                    .toList()));
  }

  /**
   * Like {@link #past}, without what goes on about a fault or an alert: a remediation that climbs
   * must not take itself for another attempt.
   */
  List<PastAction> pastWithoutOpen(Handler handler, String fault, String alertId) {
    return past(handler).stream()
        .filter(p ->
            p.result() != PastAction.Result.OPEN
                || !(p.fault().equals(fault) || p.alertId().equals(alertId)))
        .toList();
  }

  /** Hosts that a handler is concerned with now; more of them may be added. */
  Set<String> affected(Handler handler) {
    return affected.computeIfAbsent(
        handler.name(),
        name -> new HashSet<>(sources.decisions().affected(name, now.minus(CONCERNED))));
  }

  /** Adds a start, so that later decisions count it. */
  void started(Handler handler, Episode episode, String host) {
    List<PastAction> grown = new ArrayList<>(past(handler));
    grown.addFirst(
        new PastAction(
            episode.alertId(),
            FaultKey.key(handler, episode.labelSet(), host),
            host,
            now,
            Optional.empty(),
            PastAction.Result.OPEN,
            1));
    past.put(handler.name(), List.copyOf(grown));
    affected(handler).add(host);
  }

  private static Duration span(Handler handler) {
    return Stream.of(
            handler.cooldown().afterSuccess(),
            handler.cooldown().afterFailure(),
            handler.breaker().open(),
            handler.breaker().hostOpen())
        .reduce(DAY, HandlerHistory::longer);
  }

  static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
