package io.promansible.alertmanager;

import io.promansible.settings.Section;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Prometheus is, to be asked by the doctor, and by handlers before a start or for a proof.
 *
 * @param url empty when there is none
 * @param timeout how long one answer may take
 */
public record PrometheusSettings(Optional<URI> url, Duration timeout, HttpSettings http) {
  /** What is in force when nothing is said. */
  public static final PrometheusSettings DEFAULTS =
      new PrometheusSettings(Optional.empty(), Duration.ofSeconds(3), HttpSettings.NONE);

  /** The section {@code prometheus}. */
  public static PrometheusSettings read(Section section) {
    PrometheusSettings settings =
        new PrometheusSettings(
            section.url("url"),
            section.duration("timeout", DEFAULTS.timeout, Duration.ofMillis(100)),
            HttpSettings.read(section));
    section.end();
    return settings;
  }
}
