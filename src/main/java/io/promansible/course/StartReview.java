package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alertmanager.Hold;
import io.promansible.decision.History;
import io.promansible.decision.HistorySources;
import io.promansible.freeze.Frozen;
import io.promansible.guard.Reason;
import io.promansible.guard.Verdict;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import io.promansible.inventory.HostResolver;
import io.promansible.remediation.Remediation;
import io.promansible.run.Dropped;
import io.promansible.run.Run;
import io.promansible.run.RunOwner;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at a run once more when its turn has come: whether somebody froze it since it was queued,
 * what the guards say now that other runs have ended, and what Alertmanager and Prometheus say.
 *
 * <p>They are asked here and not in the transaction that starts the run: an answer may take
 * seconds.
 */
@Singleton
public final class StartReview {
  private final HistorySources sources;
  private final LastCheck lastCheck;
  private final Clock clock;

  /** A review. */
  public StartReview(HistorySources sources, LastCheck lastCheck, Clock clock) {
    this.sources = sources;
    this.lastCheck = lastCheck;
    this.clock = clock;
  }

  /** What came of one look, host by host. */
  private static final class Words {
    private final Set<String> wanted = new HashSet<>();
    private final Map<String, Dropped> dropped = new HashMap<>();
    private Optional<String> later = Optional.empty();
  }

  /** Whether a run may start now, and which of its hosts are not to be acted upon. */
  RunOwner.Readiness of(Run run) {
    List<Concern> about = concerns(run);
    Words words = new Words();
    History history = sources.at(clock.instant());
    Witnesses.Round round = lastCheck.round();
    history.prefetch(about.stream().map(Concern::meant).collect(Collectors.toSet()));
    for (Concern concern : about) {
      LastCheck.Word word = word(concern, round, history);
      Optional<String> all = hear(word, concern.remediation(), words);
      if (all.isPresent()) {
        return new RunOwner.Readiness.Wait(all.get());
      }
    }
    words.dropped.keySet().removeAll(words.wanted);
    if (words.wanted.isEmpty() && words.later.isPresent()) {
      // None of its hosts may be acted upon yet: the run keeps its place.
      return new RunOwner.Readiness.Wait(words.later.get());
    }
    return new RunOwner.Readiness.Ready(words.dropped);
  }

  /** Notes the word about one host; returns why the whole run must wait, if it must. */
  private static Optional<String> hear(LastCheck.Word word, Remediation about, Words words) {
    switch (word) {
      case LastCheck.Word.Go() -> words.wanted.add(about.host());
      case LastCheck.Word.Refuse(String why) ->
          words.dropped.put(about.host(), Dropped.forGood(why));
      case LastCheck.Word.Held(Hold hold) ->
          words.dropped.put(
              about.host(), new Dropped(hold.said("the alert"), Reason.of(hold).text()));
      case LastCheck.Word.Later(Verdict held) -> {
        words.later = Optional.of(held.detail());
        words.dropped.put(about.host(), new Dropped(held.detail(), held.guard().text()));
      }
      case LastCheck.Word.Wait(String why) -> {
        return Optional.of(why);
      }
    }
    return Optional.empty();
  }

  /**
   * What a run is still about.
   *
   * @param handler as it is at the remediation's step
   */
  private record Concern(Remediation remediation, Episode episode, Handler handler) {
    HostResolver.Meant meant() {
      return handler.meant(episode.labelSet());
    }
  }

  /** What is over, or has no handler any more, needs no word: it is dropped anyway. */
  private List<Concern> concerns(Run run) {
    List<Concern> concerns = new ArrayList<>();
    for (Remediation remediation : sources.remediations().ofRun(run.whole())) {
      Optional<Handler> handler = remediation.handlerAtStep(sources.handlers().get());
      sources
          .episodes()
          .findById(remediation.episodeId())
          .filter(episode -> handler.isPresent() && episode.firing())
          .ifPresent(episode -> concerns.add(new Concern(remediation, episode, handler.get())));
    }
    return concerns;
  }

  private LastCheck.Word word(Concern about, Witnesses.Round round, History history) {
    Optional<Verdict> held =
        history.heldMeanwhile(about.handler(), about.episode(), about.remediation().step()).stream()
            .findFirst();
    if (held.isPresent()) {
      return switch (held.get().guard()) {
        case STALE -> new LastCheck.Word.Refuse(held.get().detail());
        case COOLDOWN, HOST_COOLDOWN -> new LastCheck.Word.Later(held.get());
        default -> new LastCheck.Word.Wait(held.get().detail());
      };
    }
    return lastCheck.of(about.remediation(), about.episode(), about.handler(), round);
  }

  /** Who or what froze a run since it was queued. */
  Optional<String> frozen(Run run) {
    List<Frozen> switched = sources.freezes().switched();
    Instant now = clock.instant();
    for (Remediation remediation : sources.remediations().ofRun(run.whole())) {
      Optional<Host> host = sources.inventory().get().inventory().host(remediation.host());
      Optional<String> why =
          sources.freezes().ofHandler(switched, remediation.handler(), host, now);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }
}
