package io.promansible.handler;

import io.promansible.inventory.Resolution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One reason not to act; a pure function of values. */
@FunctionalInterface
interface Guard {
  /** The order in which they are asked; the first that holds back gives the reason. */
  List<Guard> ORDER =
      List.of(
          Guard::resolved,
          Guard::frozen,
          Guard::unknownHost,
          Guard::parameters,
          Guard::observe,
          Guard::stale,
          Guard::duplicate,
          Guard::cooldown,
          Guard::hostCooldown,
          Guard::flapping,
          Guard::recurrence,
          Guard::blastRadius,
          Guard::breaker,
          Guard::rate,
          Guard::approve);

  Verdict ask(Situation situation);

  private static Verdict resolved(Situation s) {
    boolean firing = s.recent().firing();
    return new Verdict(Reason.RESOLVED, !firing, firing ? "it fires" : "the alert is resolved");
  }

  private static Verdict frozen(Situation s) {
    return new Verdict(
        Reason.FROZEN,
        s.recent().frozen().isPresent(),
        s.recent().frozen().orElse("nothing is frozen for it"));
  }

  private static Verdict unknownHost(Situation s) {
    String label = "label '" + s.handler().target() + "'";
    return switch (s.target()) {
      case Resolution.Found(var host) ->
          new Verdict(Reason.UNKNOWN_HOST, false, label + " means " + host.name());
      case Resolution.Unknown(var why) ->
          new Verdict(Reason.UNKNOWN_HOST, true, label + ": " + why);
    };
  }

  private static Verdict parameters(Situation s) {
    return switch (s.given()) {
      case Given.Values(var values) ->
          new Verdict(
              Reason.PARAMETERS,
              false,
              values.isEmpty() ? "none comes from a label" : "from labels: " + values);
      case Given.Wanting(var why) -> new Verdict(Reason.PARAMETERS, true, why);
    };
  }

  private static Verdict observe(Situation s) {
    Handler handler = s.handler();
    boolean held = handler.mode() == Mode.OBSERVE;
    return new Verdict(
        Reason.OBSERVE,
        held,
        held
            ? "mode is observe: it would have run " + String.join(", ", handler.roles())
            : "mode is " + handler.mode().name().toLowerCase(Locale.ROOT));
  }

  private static Verdict stale(Situation s) {
    Duration age = Duration.between(s.recent().startsAt(), s.recent().now());
    Duration most = s.handler().limits().stale();
    return new Verdict(
        Reason.STALE,
        age.compareTo(most) > 0,
        "it began %s ago, acted upon up to %s".formatted(text(age), text(most)));
  }

  private static Verdict duplicate(Situation s) {
    boolean held = s.recent().attempts() > 0;
    return new Verdict(
        Reason.DUPLICATE,
        held,
        held ? "this episode has been acted upon" : "first time in this episode");
  }

  private static Verdict cooldown(Situation s) {
    Recent recent = s.recent();
    Cooldown cooldown = s.handler().cooldown();
    for (Past past : recent.past()) {
      if (past.alertId().equals(recent.alertId()) && past.result() == Past.Result.OPEN) {
        return new Verdict(
            Reason.COOLDOWN,
            true,
            "an earlier episode of this alert is still being acted upon, since "
                + past.startedAt());
      }
      Duration time =
          past.result() == Past.Result.FIXED ? cooldown.afterSuccess() : cooldown.afterFailure();
      if (past.alertId().equals(recent.alertId()) && past.endedWithin(time, recent.now())) {
        return new Verdict(
            Reason.COOLDOWN,
            true,
            "this alert was acted upon and ended %s at %s; it is left alone for %s"
                .formatted(
                    past.result().name().toLowerCase(Locale.ROOT),
                    past.endedAt().orElseThrow(),
                    text(time)));
      }
    }
    return new Verdict(Reason.COOLDOWN, false, "this alert has not been acted upon lately");
  }

  private static Verdict hostCooldown(Situation s) {
    Recent recent = s.recent();
    Duration time = s.handler().hostCooldown();
    Optional<Instant> until =
        recent.hostActed().map(at -> at.plus(time)).filter(end -> end.isAfter(recent.now()));
    return new Verdict(
        Reason.HOST_COOLDOWN,
        until.isPresent(),
        until
            .map(end -> "another run on the host has just ended; it is left alone until " + end)
            .orElse("no run on the host has ended within " + text(time)));
  }

  private static Verdict flapping(Situation s) {
    int most = s.handler().limits().flaps();
    int began = s.recent().episodes();
    return new Verdict(
        Reason.FLAPPING,
        began >= most,
        "it began %d times within the hour; from %d on it is left to people"
            .formatted(began, most));
  }

  private static Verdict recurrence(Situation s) {
    Recent recent = s.recent();
    int most = s.handler().limits().recurrence();
    long fixed =
        recent.past().stream()
            .filter(p -> p.result() == Past.Result.FIXED)
            .filter(p -> p.alertId().equals(recent.alertId()))
            .filter(p -> p.endedWithin(Duration.ofDays(1), recent.now()))
            .count();
    return new Verdict(
        Reason.RECURRENCE,
        fixed >= most,
        "it was fixed %d times within a day; from %d on the cause is left to people"
            .formatted(fixed, most));
  }

  private static Verdict blastRadius(Situation s) {
    Limits limits = s.handler().limits();
    int hosts = s.recent().affected() + 1;
    if (hosts > limits.hosts()) {
      return new Verdict(
          Reason.BLAST_RADIUS,
          true,
          "%d hosts at once, of at most %d".formatted(hosts, limits.hosts()));
    }
    for (Recent.Group group : s.recent().groups()) {
      if (group.affected() + 1 > limits.hostsOf(group.hosts())) {
        return new Verdict(
            Reason.BLAST_RADIUS,
            true,
            "%d of the %d hosts of %s at once, of at most %d (%d %%, but at least %d)"
                .formatted(
                    group.affected() + 1,
                    group.hosts(),
                    group.name(),
                    limits.hostsOf(group.hosts()),
                    Math.round(limits.share() * 100),
                    Limits.HOSTS_ALWAYS));
      }
    }
    return new Verdict(
        Reason.BLAST_RADIUS,
        false,
        "%d at once, of at most %d, and of each group at most %d %%, though %d always may"
            .formatted(
                hosts, limits.hosts(), Math.round(limits.share() * 100), Limits.HOSTS_ALWAYS));
  }

  private static Verdict breaker(Situation s) {
    Recent recent = s.recent();
    String host = s.target() instanceof Resolution.Found(var found) ? found.name() : "(no host)";
    Optional<String> why = s.handler().breaker().holds(recent.past(), host, recent.now());
    return new Verdict(
        Reason.BREAKER, why.isPresent(), why.orElse("it has not failed time after time"));
  }

  private static Verdict rate(Situation s) {
    Recent recent = s.recent();
    int most = s.handler().limits().perHour();
    Instant since = recent.now().minus(Duration.ofHours(1));
    long starts = recent.past().stream().filter(p -> p.startedAt().isAfter(since)).count();
    return new Verdict(
        Reason.RATE,
        starts >= most,
        "it started %d times within the hour, of at most %d".formatted(starts, most));
  }

  private static Verdict approve(Situation s) {
    boolean held = s.handler().mode() == Mode.APPROVE;
    return new Verdict(
        Reason.APPROVE,
        held,
        held
            ? "mode is approve, and this version cannot take approvals yet"
            : "no approval needed");
  }

  private static String text(Duration duration) {
    return io.promansible.settings.Durations.format(
        Duration.ofSeconds(Math.max(0, duration.toSeconds())));
  }
}
