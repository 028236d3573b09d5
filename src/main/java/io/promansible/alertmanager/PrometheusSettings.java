package io.promansible.alertmanager;

import io.promansible.settings.Section;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Prometheus is; the doctor asks it, and handlers do before a start and for a proof.
 *
 * @param url empty when there is no Prometheus
 * @param timeout how long one answer may take
 */
public record PrometheusSettings(Optional<URI> url, Duration timeout, HttpSettings http) {
  /** The values of keys that the file does not have. */
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
