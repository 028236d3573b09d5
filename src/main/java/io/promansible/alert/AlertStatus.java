package io.promansible.alert;

/** Alertmanager's two states of an alert in a notification. */
public enum AlertStatus {
  FIRING,
  RESOLVED
}
