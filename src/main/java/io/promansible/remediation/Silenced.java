package io.promansible.remediation;

import java.util.Map;
import java.util.Optional;

/**
 * Which alerts people silenced in Alertmanager, as it told when it was asked last. Not stored: it
 * is Alertmanager's to remember.
 */
public final class Silenced {
  private volatile Map<String, String> authors = Map.of();

  /** Who silenced an alert, if somebody did. */
  Optional<String> by(String alertId) {
    return Optional.ofNullable(authors.get(alertId));
  }

  /** What Alertmanager tells now, author by alert. */
  void now(Map<String, String> told) {
    authors = Map.copyOf(told);
  }
}
