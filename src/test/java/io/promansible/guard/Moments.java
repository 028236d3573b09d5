package io.promansible.guard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.handler.Breaker;
import io.promansible.handler.Cooldown;
import io.promansible.handler.EscalationStep;
import io.promansible.handler.FleetLimits;
import io.promansible.handler.Handler;
import io.promansible.handler.Limits;
import io.promansible.handler.Mode;
import io.promansible.handler.PreStartSettings;
import io.promansible.handler.Verify;
import io.promansible.inventory.Host;
import io.promansible.inventory.HostFrom;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import io.promansible.label.Matcher;
import io.promansible.label.Matchers;
import io.promansible.playbook.Risk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The handler, the host and the moments of an alert that tests of the guards decide about. */
final class Moments {
  static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
  static final Resolution WEB1 =
      new Resolution.Found(new Host("web1", JsonNodeFactory.instance.objectNode(), List.of("web")));
  static final RecentHistory FIRST = recent(List.of());

  private Moments() {}

  static Handler handler(Mode mode) {
    return new Handler(
        "h",
        new Matchers(List.of(Matcher.parse("alertname=A"))),
        HostFrom.DEFAULTS,
        List.of(),
        List.of("note"),
        Map.of(),
        List.of(),
        mode,
        Risk.SAFE,
        false,
        Duration.ofMinutes(1),
        Duration.ZERO,
        new PreStartSettings(PreStartSettings.WhenUnanswered.START, Optional.empty()),
        Verify.DEFAULTS,
        new Cooldown(Duration.ofHours(1), Duration.ofMinutes(10)),
        Duration.ofMinutes(2),
        new Limits(10, 0.2, 5, 4, 3, Duration.ofDays(1)),
        Breaker.DEFAULTS,
        false,
        false,
        List.of());
  }

  static Handler disruptive(Duration minAge) {
    Handler h = handler(Mode.AUTO);
    return new Handler(
        h.name(),
        h.matchers(),
        h.hostFrom(),
        h.same(),
        h.roles(),
        h.vars(),
        h.parameters(),
        h.mode(),
        Risk.DISRUPTIVE,
        h.check(),
        h.timeout(),
        minAge,
        h.before(),
        h.verify(),
        h.cooldown(),
        h.hostCooldown(),
        h.limits(),
        h.breaker(),
        h.silence(),
        h.stopOnResolve(),
        List.of(
            new EscalationStep(
                List.of("reboot"),
                List.of(),
                Mode.APPROVE,
                Risk.DISRUPTIVE,
                Duration.ofMinutes(5),
                Verify.DEFAULTS)));
  }

  /** A moment of a firing alert that nothing holds back, but for the past. */
  static RecentHistory recent(List<PastAction> past) {
    return new RecentHistory(
        NOW,
        "me",
        true,
        NOW.minusSeconds(60),
        0,
        1,
        Optional.empty(),
        Optional.empty(),
        past,
        0,
        List.of(new RecentHistory.Group("web", 20, 0)),
        RecentHistory.DecisionContext.NOTHING);
  }

  /** Something that ended so many minutes ago. */
  static PastAction past(String alert, String host, int minutes, PastAction.Result result) {
    Instant end = NOW.minus(Duration.ofMinutes(minutes));
    return new PastAction(alert, host, end.minusSeconds(30), Optional.of(end), result);
  }

  static Reason reason(Handler handler, Resolution target, RecentHistory recent) {
    return switch (Decision.decide(handler, Labels.NONE, target, recent)) {
      case Decision.Start start -> Reason.START;
      case Decision.Skip skip -> skip.reason();
    };
  }

  static Reason reason(RecentHistory recent) {
    return reason(handler(Mode.AUTO), WEB1, recent);
  }

  static RecentHistory with(
      boolean firing, Instant startsAt, int attempts, int episodes, int affected) {
    return new RecentHistory(
        NOW,
        "me",
        firing,
        startsAt,
        attempts,
        episodes,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        affected,
        List.of(new RecentHistory.Group("web", 20, 0)),
        RecentHistory.DecisionContext.NOTHING);
  }

  static RecentHistory with(RecentHistory.DecisionContext beyond) {
    return with(FIRST, beyond);
  }

  static RecentHistory with(RecentHistory recent, RecentHistory.DecisionContext beyond) {
    return new RecentHistory(
        NOW,
        "me",
        true,
        recent.startsAt(),
        recent.attempts(),
        recent.episodes(),
        recent.frozen(),
        recent.hostActed(),
        recent.past(),
        recent.affected(),
        recent.groups(),
        beyond);
  }

  static RecentHistory.DecisionContext beyond(int depth, RecentHistory.Fleet fleet) {
    return new RecentHistory.DecisionContext(
        0, Optional.empty(), Optional.empty(), depth, Optional.empty(), Optional.empty(), fleet);
  }

  static RecentHistory.Fleet fleet(int starts, int alerting, Optional<Instant> watchdog) {
    return new RecentHistory.Fleet(starts, alerting, 20, watchdog, FleetLimits.DEFAULTS);
  }
}
