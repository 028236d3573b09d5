package io.promansible.handler;

import static io.promansible.handler.Guard.text;

import io.promansible.inventory.Resolution;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Guards that look at the alert, the handler, and what people said. */
final class AlertGuards {
  private AlertGuards() {}

  /** What we tell Alertmanager ourselves. */
  private static final Set<String> OWN_ALERTS =
      Set.of("RemediationFailed", "RemediationInProgress");

  static Verdict resolved(Situation s) {
    boolean firing = s.recent().firing();
    return new Verdict(Reason.RESOLVED, !firing, firing ? "it fires" : "the alert is resolved");
  }

  /** Promansible that remediates itself, or what it told Alertmanager, would never end. */
  static Verdict own(Situation s) {
    String name = s.labels().get("alertname");
    boolean held =
        name.startsWith("Promansible")
            || OWN_ALERTS.contains(name)
            || s.labels().get("job").equals("promansible");
    return new Verdict(
        Reason.OWN,
        held,
        held ? "it is about Promansible itself, which people look after" : "it is about others");
  }

  static Verdict frozen(Situation s) {
    return new Verdict(
        Reason.FROZEN,
        s.recent().frozen().isPresent(),
        s.recent().frozen().orElse("nothing is frozen for it"));
  }

  static Verdict silenced(Situation s) {
    Optional<String> who = s.recent().beyond().silenced();
    return new Verdict(
        Reason.SILENCED,
        who.isPresent(),
        who.map(by -> by + " silenced it in Alertmanager")
            .orElse("nobody silenced it in Alertmanager"));
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
      case Given.Values(var values) ->
          new Verdict(
              Reason.PARAMETERS,
              false,
              values.isEmpty() ? "none comes from a label" : "from labels: " + values);
      case Given.Wanting(var why) -> new Verdict(Reason.PARAMETERS, true, why);
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
        "it began %s ago, acted upon up to %s".formatted(text(age), text(most)));
  }

  static Verdict minAge(Situation s) {
    Duration age = Duration.between(s.recent().startsAt(), s.recent().now());
    Duration least = s.handler().minAge();
    return new Verdict(
        Reason.MIN_AGE,
        age.compareTo(least) < 0,
        "it began %s ago, acted upon from %s on".formatted(text(age), text(least)));
  }

  static Verdict approve(Situation s) {
    Optional<String> approved = s.recent().beyond().approved();
    boolean held = s.mode() == Mode.APPROVE && approved.isEmpty();
    return new Verdict(
        Reason.APPROVE,
        held,
        held
            ? mode(s) + ": it waits for a person"
            : approved.map(who -> who + " approved it").orElse("no approval needed"));
  }
}
