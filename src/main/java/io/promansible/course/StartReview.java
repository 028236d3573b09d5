package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alertmanager.Hold;
import io.promansible.decision.Decider;
import io.promansible.decision.DecisionSources;
import io.promansible.freeze.Frozen;
import io.promansible.guard.Reason;
import io.promansible.guard.Verdict;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import io.promansible.inventory.HostResolver;
import io.promansible.remediation.Remediation;
import io.promansible.run.DroppedHost;
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
 * Reviews a run when its turn has come: freezes since it was queued, the guards after other runs
 * have ended, and the answers of Alertmanager and Prometheus.
 *
 * <p>This happens outside of the transaction that starts the run, as answers may take seconds.
 */
@Singleton
public final class StartReview {
  private final DecisionSources sources;
  private final PreStartCheck preStartCheck;
  private final Clock clock;

  public StartReview(DecisionSources sources, PreStartCheck preStartCheck, Clock clock) {
    this.sources = sources;
    this.preStartCheck = preStartCheck;
    this.clock = clock;
  }

  /** The answers of one review, by host. */
  private static final class Answers {
    private final Set<String> wanted = new HashSet<>();
    private final Map<String, DroppedHost> dropped = new HashMap<>();
    private Optional<String> later = Optional.empty();
  }

  /** Whether a run may start now, and which of its hosts are not to be acted upon. */
  RunOwner.Readiness of(Run run) {
    List<Concern> about = concerns(run);
    Answers answers = new Answers();
    Decider decider = sources.deciderAt(clock.instant());
    AlertQuestions.Round round = preStartCheck.round();
    decider.prefetch(about.stream().map(Concern::meant).collect(Collectors.toSet()));
    for (Concern concern : about) {
      PreStartCheck.Answer answer = answer(concern, round, decider);
      Optional<String> all = note(answer, concern.remediation(), answers);
      if (all.isPresent()) {
        return new RunOwner.Readiness.Wait(all.get());
      }
    }
    answers.dropped.keySet().removeAll(answers.wanted);
    if (answers.wanted.isEmpty() && answers.later.isPresent()) {
      // No host may be acted upon yet, but one may later: the whole run waits.
      return new RunOwner.Readiness.Wait(answers.later.get());
    }
    return new RunOwner.Readiness.Ready(answers.dropped);
  }

  /** Notes the answer about one host; returns why the whole run must wait, if it must. */
  private static Optional<String> note(
      PreStartCheck.Answer answer, Remediation about, Answers answers) {
    switch (answer) {
      case PreStartCheck.Answer.Go() -> answers.wanted.add(about.host());
      case PreStartCheck.Answer.Refuse(String why) ->
          answers.dropped.put(about.host(), DroppedHost.forGood(why));
      case PreStartCheck.Answer.Held(Hold hold) ->
          answers.dropped.put(
              about.host(), new DroppedHost(hold.said("the alert"), Reason.of(hold).text()));
      case PreStartCheck.Answer.Later(Verdict held) -> {
        answers.later = Optional.of(held.detail());
        answers.dropped.put(about.host(), new DroppedHost(held.detail(), held.guard().text()));
      }
      case PreStartCheck.Answer.Wait(String why) -> {
        return Optional.of(why);
      }
    }
    return Optional.empty();
  }

  /**
   * An alert for which a run is still needed.
   *
   * @param handler the handler, as it is at the remediation's step
   */
  private record Concern(Remediation remediation, Episode episode, Handler handler) {
    HostResolver.HostLabel meant() {
      return handler.meant(episode.labelSet());
    }
  }

  /**
   * The remediations of a run that need a review. Those whose alert has resolved or whose handler
   * is gone do not: the claim drops their hosts.
   */
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

  private PreStartCheck.Answer answer(Concern about, AlertQuestions.Round round, Decider decider) {
    Optional<Verdict> held =
        decider.heldMeanwhile(about.handler(), about.episode(), about.remediation().step()).stream()
            .findFirst();
    if (held.isPresent()) {
      return switch (held.get().guard()) {
        case STALE -> new PreStartCheck.Answer.Refuse(held.get().detail());
        case COOLDOWN, HOST_COOLDOWN -> new PreStartCheck.Answer.Later(held.get());
        default -> new PreStartCheck.Answer.Wait(held.get().detail());
      };
    }
    return preStartCheck.of(about.remediation(), about.episode(), about.handler(), round);
  }

  /** The freeze that holds a run, if there is one. */
  Optional<String> frozen(Run run) {
    List<Frozen> frozenByApi = sources.freezes().byApi();
    Instant now = clock.instant();
    for (Remediation remediation : sources.remediations().ofRun(run.whole())) {
      Optional<Host> host = sources.inventory().get().inventory().host(remediation.host());
      Optional<String> why =
          sources.freezes().ofHandler(frozenByApi, remediation.handler(), host, now);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }
}
