package io.promansible.handler;

import io.promansible.inventory.Resolution;
import java.util.List;
import java.util.Locale;

/** One reason not to act; a pure function of values. */
@FunctionalInterface
interface Guard {
  /**
   * The order in which they are asked. The ones of the design that are still to come (frozen,
   * silenced, stale, cooldown, attempts, flapping, blast radius, breaker, rate) take their places
   * between these.
   */
  List<Guard> ORDER =
      List.of(
          Guard::resolved,
          Guard::unknownHost,
          Guard::parameters,
          Guard::observe,
          Guard::duplicate,
          Guard::approve);

  Verdict ask(Situation situation);

  private static Verdict resolved(Situation s) {
    boolean firing = s.recent().firing();
    return new Verdict(Reason.RESOLVED, !firing, firing ? "it fires" : "the alert is resolved");
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

  private static Verdict duplicate(Situation s) {
    boolean held = s.recent().attempts() > 0;
    return new Verdict(
        Reason.DUPLICATE,
        held,
        held ? "this episode has been acted upon" : "first time in this episode");
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
}
