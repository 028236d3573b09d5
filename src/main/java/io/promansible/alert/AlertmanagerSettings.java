package io.promansible.alert;

import io.promansible.settings.Section;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Alertmanager is, to be asked whether an alert still fires.
 *
 * @param url empty: it is not asked, only the webhook tells
 * @param poll how often an alert that is waited for is asked about
 * @param timeout how long one answer may take
 */
public record AlertmanagerSettings(Optional<URI> url, Duration poll, Duration timeout) {
  /** What is in force when nothing is said. */
  public static final AlertmanagerSettings DEFAULTS =
      new AlertmanagerSettings(Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(3));

  /** The section {@code alertmanager}. */
  public static AlertmanagerSettings read(Section section) {
    AlertmanagerSettings settings =
        new AlertmanagerSettings(
            section.url("url"),
            section.duration("poll", DEFAULTS.poll, Duration.ofMillis(100)),
            section.duration("timeout", DEFAULTS.timeout, Duration.ofMillis(100)));
    section.end();
    return settings;
  }
}
