package io.promansible.handler;

import java.util.Locale;

/** Why nothing was started, or that it was; in the order in which the guards are asked. */
public enum Reason {
  /** No handler matches the alert. */
  NO_HANDLER,
  /** The alert is over. */
  RESOLVED,
  /** The target label names no single host of the inventory. */
  UNKNOWN_HOST,
  /** A parameter of a role is missing, or its label does not fit. */
  PARAMETERS,
  /** The handler only watches. */
  OBSERVE,
  /** This episode has been acted upon by this handler. */
  DUPLICATE,
  /** The handler waits for a person. */
  APPROVE,
  /** Nothing held it back. */
  START;

  /** As it is stored, shown and counted. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
