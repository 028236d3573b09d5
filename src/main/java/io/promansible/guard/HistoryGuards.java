package io.promansible.guard;

import static io.promansible.guard.Guard.text;

import io.promansible.handler.Cooldown;
import io.promansible.handler.FleetLimits;
import io.promansible.handler.Limits;
import io.promansible.playbook.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Guards that look at what was done before, and at how much else alerts. */
final class HistoryGuards {
  /** The detail of guards that let steps pass: lower steps are no reason against the next one. */
  private static final String ESCALATING = "a step of the escalation is asked for";

  private HistoryGuards() {}

  static Verdict duplicate(Situation s) {
    int step = s.recent().context().step();
    if (step > 0) {
      return new Verdict(
          Reason.DUPLICATE,
          s.recent().attempts() > step,
          "step %d of the escalation, after %d runs".formatted(step, s.recent().attempts()));
    }
    // Attempts alone do not tell: a remediation that waits for approval, or was rejected, has none.
    boolean acted = s.recent().attempts() > 0;
    return new Verdict(
        Reason.DUPLICATE,
        acted || s.recent().takenUp(),
        acted
            ? "this episode has been acted upon"
            : s.recent().takenUp()
                ? "this episode has been taken up"
                : "first time in this episode");
  }

  static Verdict cooldown(Situation s) {
    if (s.climbing()) {
      return new Verdict(Reason.COOLDOWN, false, ESCALATING);
    }
    RecentHistory recent = s.recent();
    Cooldown cooldown = s.handler().cooldown();
    for (PastAction past : recent.past()) {
      if (past.isOf(recent) && past.result() == PastAction.Result.OPEN) {
        return new Verdict(
            Reason.COOLDOWN,
            true,
            "an earlier episode of this alert is still being acted upon, since "
                + second(past.startedAt()));
      }
      Duration time =
          switch (past.result()) {
            case FIXED -> cooldown.afterSuccess();
            case STOPPED -> Duration.ZERO;
            case OPEN, NOT_FIXED, UNKNOWN -> cooldown.afterFailure();
          };
      if (past.isOf(recent) && past.endedWithin(time, recent.now())) {
        return new Verdict(
            Reason.COOLDOWN,
            true,
            "this alert was acted upon and ended %s at %s; it is left alone for %s, until %s"
                .formatted(
                    past.result().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    second(past.endedAt().orElseThrow()),
                    text(time),
                    second(past.endedAt().orElseThrow().plus(time))));
      }
    }
    return new Verdict(Reason.COOLDOWN, false, "this alert has not been acted upon lately");
  }

  static Verdict hostCooldown(Situation s) {
    if (s.climbing()) {
      return new Verdict(Reason.HOST_COOLDOWN, false, ESCALATING);
    }
    RecentHistory recent = s.recent();
    Duration time = s.handler().hostCooldown();
    Optional<Instant> until =
        recent.hostActed().map(at -> at.plus(time)).filter(end -> end.isAfter(recent.now()));
    return new Verdict(
        Reason.HOST_COOLDOWN,
        until.isPresent(),
        until
            .map(end ->
                "another run on the host has just ended; it is left alone until " + second(end))
            .orElse("no run on the host has ended within " + text(time)));
  }

  static Verdict flapping(Situation s) {
    if (s.climbing()) {
      return new Verdict(Reason.FLAPPING, false, ESCALATING);
    }
    int most = s.handler().limits().flaps();
    int began = s.recent().episodes();
    return new Verdict(
        Reason.FLAPPING,
        began >= most,
        "it began %s within the hour; from %d times on it is left to people"
            .formatted(times(began), most));
  }

  static Verdict recurrence(Situation s) {
    if (s.climbing()) {
      return new Verdict(Reason.RECURRENCE, false, ESCALATING);
    }
    RecentHistory recent = s.recent();
    int most = s.handler().limits().recurrence();
    long fixed =
        recent.past().stream()
            .filter(p -> p.result() == PastAction.Result.FIXED)
            .filter(p -> p.isOf(recent))
            .filter(p -> p.endedWithin(Duration.ofDays(1), recent.now()))
            .count();
    return new Verdict(
        Reason.RECURRENCE,
        fixed >= most,
        "it was fixed %s within a day; from %d times on the cause is left to people"
            .formatted(times(fixed), most));
  }

  /** Nobody reads the microseconds. */
  static Instant second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String times(long count) {
    return count == 1 ? "once" : count + " times";
  }

  static Verdict loop(Situation s) {
    int depth = s.recent().context().depth();
    int most = s.recent().context().fleet().limits().depth();
    return new Verdict(
        Reason.LOOP,
        depth > most,
        depth == 0
            ? "no run on the host can have caused it"
            : "it began just after a run on the host, link %d of such a chain, of at most %d"
                .formatted(depth, most));
  }

  static Verdict blastRadius(Situation s) {
    Optional<String> why = crowd(s);
    Optional<RecentHistory.Allowance> allowance = allowance(s);
    if (why.isPresent()) {
      return new Verdict(
          Reason.BLAST_RADIUS,
          allowance.isEmpty(),
          why.get() + allowance.map(HistoryGuards::allowed).orElse(""));
    }
    Limits limits = s.handler().limits();
    return new Verdict(
        Reason.BLAST_RADIUS,
        false,
        "hosts at once: %d, of at most %d; of each group at most %d %%, but %d in any case"
            .formatted(
                s.recent().affected() + 1,
                limits.hosts(),
                Math.round(limits.share() * 100),
                Limits.HOSTS_ALWAYS));
  }

  private static Optional<String> crowd(Situation s) {
    Limits limits = s.handler().limits();
    int hosts = s.recent().affected() + 1;
    if (hosts > limits.hosts()) {
      return Optional.of("%d hosts at once, of at most %d".formatted(hosts, limits.hosts()));
    }
    return s.recent().groups().stream()
        .filter(group -> group.affected() + 1 > limits.hostsOf(group.hosts()))
        .findFirst()
        .map(group ->
            "%d of the %d hosts of %s at once, of at most %d (%d %%, but at least %d)"
                .formatted(
                    group.affected() + 1,
                    group.hosts(),
                    group.name(),
                    limits.hostsOf(group.hosts()),
                    Math.round(limits.share() * 100),
                    Limits.HOSTS_ALWAYS));
  }

  private static Optional<RecentHistory.Allowance> allowance(Situation s) {
    return s.recent().context().allowance().filter(a -> a.left() > 0);
  }

  private static String allowed(RecentHistory.Allowance allowance) {
    return "; %s allows %d more".formatted(allowance.who(), allowance.left());
  }

  static Verdict fleet(Situation s) {
    RecentHistory.Fleet fleet = s.recent().context().fleet();
    if (s.handler().risk() == Risk.SAFE) {
      return new Verdict(Reason.FLEET, false, "the handler is safe whatever the monitoring says");
    }
    Optional<String> why = distrust(fleet, s.recent().now());
    Optional<RecentHistory.Allowance> allowance = allowance(s);
    return new Verdict(
        Reason.FLEET,
        why.isPresent() && allowance.isEmpty(),
        why.map(w -> w + allowance.map(HistoryGuards::allowed).orElse(""))
            .orElse(
                "%d of the %d hosts of the inventory have alerts"
                    .formatted(fleet.alerting(), fleet.hosts())));
  }

  private static Optional<String> distrust(RecentHistory.Fleet fleet, Instant now) {
    FleetLimits limits = fleet.limits();
    int most = limits.hostsOf(fleet.hosts());
    if (fleet.alerting() > most) {
      return Optional.of(
          "%d of %d hosts alert; disruptive handlers are held above %d"
              .formatted(fleet.alerting(), fleet.hosts(), most));
    }
    return fleet
        .watchdog()
        .filter(at -> limits.watchdogWithin().isPositive())
        .filter(at -> at.plus(limits.watchdogWithin()).isBefore(now))
        .map(at ->
            "the alert %s was heard last at %s, so the monitoring may be blind (limits.watchdog_within)"
                .formatted(limits.watchdog(), second(at)));
  }

  static Verdict rate(Situation s) {
    RecentHistory recent = s.recent();
    Instant since = recent.now().minus(Duration.ofHours(1));
    int most = s.handler().limits().perHour();
    int starts =
        recent.past().stream()
            .filter(p -> p.startedAt().isAfter(since))
            .mapToInt(PastAction::starts)
            .sum();
    RecentHistory.Fleet fleet = recent.context().fleet();
    int mostOfAll = fleet.limits().perHour();
    boolean full = starts >= most || fleet.starts() >= mostOfAll;
    Optional<RecentHistory.Allowance> allowance = allowance(s);
    return new Verdict(
        Reason.RATE,
        full && allowance.isEmpty(),
        "runs within the hour: %d of this handler, of at most %d; %d of all handlers, of at most %d"
                .formatted(starts, most, fleet.starts(), mostOfAll)
            + (full ? allowance.map(HistoryGuards::allowed).orElse("") : ""));
  }
}
