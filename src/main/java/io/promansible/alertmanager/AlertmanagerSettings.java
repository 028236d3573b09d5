package io.promansible.alertmanager;

import io.promansible.settings.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where Alertmanager is, and how it is polled and notified.
 *
 * @param urls every member of its cluster, never a load balancer; empty: there is only the webhook
 * @param source the {@code ?source=} in the URL of its webhook
 * @param receiver Promansible's receiver there: polls take in only alerts of this receiver
 * @param poll how often it is asked about an alert whose proof is awaited
 * @param timeout how long one answer may take
 * @param reconcile how often all its alerts are asked for
 * @param young below this uptime a member may lack alerts, so a missing one may still fire
 * @param notices whether it gets alerts about remediations that run or failed
 * @param http credentials, headers and tls
 */
public record AlertmanagerSettings(
    List<URI> urls,
    String source,
    String receiver,
    Duration poll,
    Duration timeout,
    Duration reconcile,
    Duration young,
    boolean notices,
    HttpSettings http) {
  /** The values of keys that the file does not have. */
  public static final AlertmanagerSettings DEFAULTS =
      new AlertmanagerSettings(
          List.of(),
          "default",
          "promansible",
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          true,
          HttpSettings.NONE);

  public AlertmanagerSettings {
    urls = List.copyOf(urls);
  }

  /** The section {@code alertmanager}. */
  public static AlertmanagerSettings read(Section section) {
    AlertmanagerSettings settings =
        new AlertmanagerSettings(
            section.urls("url"),
            section.text("source", DEFAULTS.source),
            section.text("receiver", DEFAULTS.receiver),
            section.duration("poll", DEFAULTS.poll, Duration.ofMillis(100)),
            section.duration("timeout", DEFAULTS.timeout, Duration.ofMillis(100)),
            section.duration("reconcile", DEFAULTS.reconcile, Duration.ofMillis(100)),
            section.duration("young", DEFAULTS.young),
            section.flag("notices", DEFAULTS.notices),
            HttpSettings.read(section));
    section.end();
    return settings;
  }
}
