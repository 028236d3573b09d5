package io.promansible.guard;

import io.promansible.alertmanager.Hold;
import java.util.Locale;

/** Why nothing was started, or that it was; in the order in which the guards are asked. */
public enum Reason {
  /** No handler matches the alert. */
  NO_HANDLER,
  /** The alert is over. */
  RESOLVED,
  /** It is about Promansible itself. */
  OWN,
  /** Somebody, or a window of the configuration, lets nothing start. */
  FROZEN,
  /** Somebody silenced it in Alertmanager. */
  SILENCED,
  /** Another alert inhibits it in Alertmanager. */
  INHIBITED,
  /** A time interval mutes its route in Alertmanager. */
  MUTED,
  /** The target label names no single host of the inventory. */
  UNKNOWN_HOST,
  /** A parameter of a role is missing, or its label does not fit. */
  PARAMETERS,
  /** The handler only watches. */
  OBSERVE,
  /** It began too long ago. */
  STALE,
  /** It has not fired long enough. */
  MIN_AGE,
  /** This episode has been acted upon by this handler. */
  DUPLICATE,
  /** The alert has just been acted upon. */
  COOLDOWN,
  /** A run on the host has just ended. */
  HOST_COOLDOWN,
  /** The alert comes and goes. */
  FLAPPING,
  /** It has been fixed again and again: the cause remains. */
  RECURRENCE,
  /** Runs on the host seem to cause it. */
  LOOP,
  /** Too many hosts at once. */
  BLAST_RADIUS,
  /** So much alerts, or so little is heard, that the monitoring itself may be at fault. */
  FLEET,
  /** The handler does not help. */
  BREAKER,
  /** The handler has started too often. */
  RATE,
  /** The handler waits for a person. */
  APPROVE,
  /** Nothing held it back. */
  START;

  /** Whether time alone may end it, so that it is worth deciding anew while the alert fires. */
  public boolean passing() {
    return switch (this) {
      case FROZEN,
          SILENCED,
          INHIBITED,
          MUTED,
          MIN_AGE,
          COOLDOWN,
          HOST_COOLDOWN,
          FLAPPING,
          RECURRENCE ->
          true;
      case BLAST_RADIUS, FLEET, BREAKER, RATE -> true;
      case NO_HANDLER, UNKNOWN_HOST, PARAMETERS, OBSERVE, APPROVE -> false;
      case OWN, LOOP, RESOLVED, STALE, DUPLICATE, START -> false;
    };
  }

  /** Whether another configuration or inventory may end it. */
  public boolean configured() {
    return switch (this) {
      case NO_HANDLER, UNKNOWN_HOST, PARAMETERS, OBSERVE, APPROVE -> true;
      default -> passing();
    };
  }

  /** The reason by which Alertmanager's hold is one. */
  public static Reason of(Hold hold) {
    return switch (hold.kind()) {
      case SILENCED -> SILENCED;
      case INHIBITED -> INHIBITED;
      case MUTED -> MUTED;
    };
  }

  /** From its text. */
  public static Reason of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** As it is stored, shown and counted. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
