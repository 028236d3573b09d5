package io.promansible.alertmanager;

import io.promansible.settings.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where Alertmanager is, to be asked whether an alert still fires, and told what became of it.
 *
 * @param urls every member of its cluster, never a balancer before them; empty: only the webhook
 *     tells
 * @param source what its webhook says in {@code ?source=}
 * @param receiver the name that we have in its configuration: only alerts of that receiver are
 *     ours, when we ask for what the webhook missed
 * @param poll how often an alert that is waited for is asked about
 * @param timeout how long one answer may take
 * @param reconcile how often all its alerts are asked for
 * @param young one that runs for less than this may not have been told of all alerts yet: what it
 *     does not have may fire all the same
 * @param notices whether it is told of remediations that run or failed
 * @param http how we show who we are
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
  /** What is in force when nothing is said. */
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
