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
          Guard::resolved, Guard::unknownHost, Guard::observe, Guard::duplicate, Guard::approve);

  Verdict ask(Handler handler, Resolution target, Recent recent);

  private static Verdict resolved(Handler handler, Resolution target, Recent recent) {
    return new Verdict(
        Reason.RESOLVED, !recent.firing(), recent.firing() ? "it fires" : "the alert is resolved");
  }

  private static Verdict unknownHost(Handler handler, Resolution target, Recent recent) {
    return switch (target) {
      case Resolution.Found(var host) ->
          new Verdict(
              Reason.UNKNOWN_HOST, false, "label '" + handler.target() + "' means " + host.name());
      case Resolution.Unknown(var why) ->
          new Verdict(Reason.UNKNOWN_HOST, true, "label '" + handler.target() + "': " + why);
    };
  }

  private static Verdict observe(Handler handler, Resolution target, Recent recent) {
    boolean held = handler.mode() == Mode.OBSERVE;
    return new Verdict(
        Reason.OBSERVE,
        held,
        held
            ? "mode is observe: it would have run " + String.join(", ", handler.roles())
            : "mode is " + handler.mode().name().toLowerCase(Locale.ROOT));
  }

  private static Verdict duplicate(Handler handler, Resolution target, Recent recent) {
    boolean held = recent.attempts() > 0;
    return new Verdict(
        Reason.DUPLICATE,
        held,
        held ? "this episode has been acted upon" : "first time in this episode");
  }

  private static Verdict approve(Handler handler, Resolution target, Recent recent) {
    boolean held = handler.mode() == Mode.APPROVE;
    return new Verdict(
        Reason.APPROVE,
        held,
        held
            ? "mode is approve, and this version cannot take approvals yet"
            : "no approval needed");
  }
}
