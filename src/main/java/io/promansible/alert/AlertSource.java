package io.promansible.alert;

import io.promansible.settings.Section;
import java.util.List;
import java.util.Set;

/**
 * A sender of alerts, which names itself by {@code ?source=} in the webhook's URL.
 *
 * @param confirm whether Alertmanager must have the same alert before a handler acts on it
 * @param disruptive whether disruptive handlers may act without approval if {@code confirm} is none
 * @param tokens the access tokens that may send for this source; empty means every token that no
 *     source lists
 */
public record AlertSource(String name, Confirm confirm, boolean disruptive, List<String> tokens) {
  /** Whether an alert of this source needs Alertmanager's confirmation. */
  public enum Confirm {
    /** The configured Alertmanager must have the alert just before a run starts. */
    REQUIRED,
    /** The sender's word is enough, as with Grafana's own alerting. */
    NONE
  }

  public AlertSource {
    tokens = List.copyOf(tokens);
  }

  static AlertSource read(Section section, Set<String> known) {
    AlertSource source =
        new AlertSource(
            section.required("name"),
            section.choice("confirm", Confirm.class, Confirm.REQUIRED),
            section.flag("disruptive", false),
            section.texts("tokens", List.of()));
    for (String token : source.tokens) {
      if (!known.contains(token)) {
        section.fault("tokens", "has '" + token + "', which is no name under access.tokens");
      }
    }
    if (source.confirm == Confirm.NONE && source.tokens.isEmpty() && !known.isEmpty()) {
      section.fault(
          "tokens",
          "is missing: nobody confirms alerts of '%s', so say which token may send them"
              .formatted(source.name));
    }
    if (source.disruptive && source.tokens.isEmpty()) {
      section.fault(
          "disruptive",
          "needs 'tokens': else whoever reaches this address could disrupt hosts by alerts that nobody confirms");
    }
    return source;
  }
}
