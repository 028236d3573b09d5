package io.promansible.guard;

import io.promansible.alertmanager.Hold;
import java.util.Locale;

/** Why nothing was started, or that a run was; in the order in which the guards are asked. */
public enum Reason {
  /** No handler matches the alert. */
  NO_HANDLER,
  /** The alert is over. */
  RESOLVED,
  /** The alert is about Promansible itself. */
  OWN,
  /** A person, a window of the configuration, or the file FREEZE lets nothing start. */
  FROZEN,
  /** Somebody silenced the alert in Alertmanager. */
  SILENCED,
  /** Another alert inhibits this one in Alertmanager. */
  INHIBITED,
  /** A time interval mutes the alert's route in Alertmanager. */
  MUTED,
  /** The target label names no single host of the inventory. */
  UNKNOWN_HOST,
  /** A parameter of a role is missing, or its label does not fit. */
  PARAMETERS,
  /** The handler only watches. */
  OBSERVE,
  /** The alert began too long ago. */
  STALE,
  /** The alert has not fired long enough. */
  MIN_AGE,
  /** The handler has acted upon this episode, or has taken it up already. */
  DUPLICATE,
  /** The alert has just been acted upon. */
  COOLDOWN,
  /** A run on the host has just ended. */
  HOST_COOLDOWN,
  /** The alert comes and goes. */
  FLAPPING,
  /** The alert has been fixed again and again: the cause remains. */
  RECURRENCE,
  /** Runs on the host seem to cause the alert. */
  LOOP,
  /** Too many hosts at once. */
  BLAST_RADIUS,
  /** So many hosts alert, or the watchdog is so silent, that the monitoring may be at fault. */
  FLEET,
  /** The breaker is open: the handler did not help, time after time. */
  BREAKER,
  /** The handler, or all handlers together, have started too often. */
  RATE,
  /** The handler waits for a person. */
  APPROVE,
  /** No guard held the handler back. */
  START;

  /** Whether this reason may pass by itself, so that a firing alert is decided about anew. */
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

  /** Whether time or another configuration or inventory may end the reason. */
  public boolean configured() {
    return switch (this) {
      case NO_HANDLER, UNKNOWN_HOST, PARAMETERS, OBSERVE, APPROVE -> true;
      default -> passing();
    };
  }

  /** The reason that stands for a hold of Alertmanager. */
  public static Reason of(Hold hold) {
    return switch (hold.kind()) {
      case SILENCED -> SILENCED;
      case INHIBITED -> INHIBITED;
      case MUTED -> MUTED;
    };
  }

  /** The reason of a text that {@link #text} made. */
  public static Reason of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The reason as it is stored, shown and counted: in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
