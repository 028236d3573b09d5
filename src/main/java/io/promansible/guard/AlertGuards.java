package io.promansible.guard;

import static io.promansible.guard.Guard.text;

import io.promansible.alertmanager.AlertmanagerState;
import io.promansible.alertmanager.Hold;
import io.promansible.handler.Mode;
import io.promansible.inventory.Resolution;
import io.promansible.playbook.Risk;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Guards that look at the alert, the handler, and what people said. */
final class AlertGuards {
  private AlertGuards() {}

  /** Alerts that we send to Alertmanager ourselves. */
  private static final Set<String> OWN_ALERTS =
      Set.of("RemediationFailed", AlertmanagerState.IN_PROGRESS);

  static Verdict resolved(Situation s) {
    boolean firing = s.recent().firing();
    return new Verdict(Reason.RESOLVED, !firing, firing ? "it fires" : "the alert is resolved");
  }

  /** Holds back alerts about Promansible or sent by it: remediating these would never end. */
  static Verdict own(Situation s) {
    String name = s.labels().get("alertname");
    boolean held =
        name.startsWith("Promansible")
            || OWN_ALERTS.contains(name)
            || s.labels().get("job").equals("promansible");
    return new Verdict(
        Reason.OWN,
        held,
        held
            ? "it is about Promansible itself, which people look after"
            : "it is not about Promansible itself");
  }

  static Verdict frozen(Situation s) {
    return new Verdict(
        Reason.FROZEN,
        s.recent().frozen().isPresent(),
        s.recent().frozen().orElse("nothing is frozen for it"));
  }

  static Verdict silenced(Situation s) {
    return held(s, Hold.Kind.SILENCED, Reason.SILENCED, "nobody silenced it in Alertmanager");
  }

  static Verdict inhibited(Situation s) {
    return held(s, Hold.Kind.INHIBITED, Reason.INHIBITED, "no other alert inhibits it");
  }

  static Verdict muted(Situation s) {
    return held(s, Hold.Kind.MUTED, Reason.MUTED, "no time interval mutes it");
  }

  private static Verdict held(Situation s, Hold.Kind kind, Reason reason, String none) {
    Optional<Hold> hold = s.recent().context().held().filter(h -> h.kind() == kind);
    return new Verdict(reason, hold.isPresent(), hold.map(h -> h.said("it")).orElse(none));
  }

  static Verdict unknownHost(Situation s) {
    String label = "label '" + s.handler().target() + "'";
    return switch (s.target()) {
      case Resolution.Found(var host) ->
          new Verdict(Reason.UNKNOWN_HOST, false, label + " means " + host.name());
      case Resolution.Unknown(var why) ->
          new Verdict(Reason.UNKNOWN_HOST, true, label + ": " + why);
    };
  }

  static Verdict parameters(Situation s) {
    return switch (s.given()) {
      case AlertParameters.Values(var values) ->
          new Verdict(
              Reason.PARAMETERS,
              false,
              values.isEmpty() ? "none comes from a label" : "from labels: " + values);
      case AlertParameters.Missing(var why) -> new Verdict(Reason.PARAMETERS, true, why);
    };
  }

  static Verdict observe(Situation s) {
    boolean held = s.mode() == Mode.OBSERVE;
    return new Verdict(
        Reason.OBSERVE,
        held,
        mode(s) + (held ? ": it would have run " + String.join(", ", s.handler().roles()) : ""));
  }

  private static String mode(Situation s) {
    return (s.mode() == s.handler().mode()
            ? "mode is "
            : "label 'promansible_mode' makes the mode ")
        + s.mode().name().toLowerCase(Locale.ROOT);
  }

  static Verdict stale(Situation s) {
    Duration age = Duration.between(s.recent().startsAt(), s.recent().now());
    Duration most = s.handler().limits().stale();
    return new Verdict(
        Reason.STALE,
        age.compareTo(most) > 0,
        "it began %s ago; what began more than %s ago is left to people"
                .formatted(text(age), text(most))
            + ahead(s));
  }

  static Verdict minAge(Situation s) {
    Duration age = Duration.between(s.recent().startsAt(), s.recent().now());
    Duration least = s.handler().minAge();
    return new Verdict(
        Reason.MIN_AGE,
        age.compareTo(least) < 0,
        "it began %s ago; it must fire for %s first".formatted(text(age), text(least)) + ahead(s));
  }

  private static String ahead(Situation s) {
    return s.recent()
        .claimedStart()
        .map(at ->
            "; the clock of its sender is ahead, it says %s: counted from when it was received"
                .formatted(at))
        .orElse("");
  }

  static Verdict approve(Situation s) {
    Optional<String> approved = s.recent().context().approved();
    boolean doubted = s.handler().risk() == Risk.DISRUPTIVE && !s.recent().context().mayDisrupt();
    boolean held = (s.mode() == Mode.APPROVE || doubted) && approved.isEmpty();
    String why =
        s.mode() == Mode.APPROVE
            ? mode(s)
            : "the handler is disruptive, and nobody confirms alerts of this source (sources, confirm: none)";
    return new Verdict(
        Reason.APPROVE,
        held,
        held
            ? why + ": it waits for a person"
            : approved.map(who -> who + " approved it").orElse("no approval needed"));
  }
}
