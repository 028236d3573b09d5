package io.promansible.remediation;

import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerSettings;
import io.promansible.alert.Episode;
import io.promansible.alert.PrometheusClient;
import io.promansible.alert.Seen;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Before.Unanswered;
import io.promansible.handler.Handler;
import io.promansible.label.Labels;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks just before a start, when all waiting is over, whether the alert is still worth acting upon:
 * Alertmanager whether it fires and nobody silenced it, and Prometheus where the handler says so.
 */
public final class LastCheck {
  /** What came of it. */
  sealed interface Word {
    /** Nothing speaks against the start. */
    record Go() implements Word {}

    /** It is not to be started, for this reason. */
    record Refuse(String why) implements Word {}

    /** Nobody can tell now. */
    record Wait(String why) implements Word {}
  }

  /** The end of a refusal that ends with the silence. */
  static final String SILENCED = " silenced the alert in Alertmanager";

  private static final Word GO = new Word.Go();

  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final Supplier<Optional<URI>> prometheus;
  private final Silenced silenced;
  private final Clock clock;

  /** A check. */
  public LastCheck(
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      Supplier<Optional<URI>> prometheus,
      Silenced silenced,
      Clock clock) {
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.prometheus = prometheus;
    this.silenced = silenced;
    this.clock = clock;
  }

  /**
   * Asks.
   *
   * @param handler as it is at the step that is to start
   * @param answers of Alertmanager by alertname, so that many hosts ask once
   */
  Word of(
      Remediation remediation,
      Episode episode,
      Handler handler,
      Map<String, Optional<Seen>> answers) {
    Word word =
        alertmanager.configured() ? alertmanager(remediation, episode, handler, answers) : GO;
    Optional<String> query = handler.before().confirm();
    return word instanceof Word.Go && query.isPresent()
        ? confirmed(query.get(), episode.labelSet(), handler)
        : word;
  }

  private Word alertmanager(
      Remediation remediation,
      Episode episode,
      Handler handler,
      Map<String, Optional<Seen>> answers) {
    Optional<Seen> asked = answers.computeIfAbsent(episode.alertname(), alertmanager::ask);
    if (asked.isEmpty()) {
      return unanswered(handler, "Alertmanager gives no usable answer");
    }
    Seen seen = asked.get();
    Labels labels = episode.labelSet();
    Optional<String> author = seen.silencedBy(labels);
    if (author.isPresent()) {
      silenced.learn(episode.alertId(), author.get());
      return new Word.Refuse(author.get() + SILENCED);
    }
    // One that had it before, and runs since, knows; of others its age tells.
    boolean known = remediation.confirmed() || episode.confirmed();
    boolean ours = known || episode.source().equals(settings.get().source());
    Instant old = clock.instant().minus(settings.get().young());
    Instant since = known ? episode.lastSeen() : old;
    return switch (seen.of(labels, since)) {
      case FIRING -> GO;
      case GONE -> ours ? new Word.Refuse("Alertmanager no longer has the alert") : GO;
      case UNKNOWN ->
          ours
              ? unanswered(
                  handler,
                  seen.complete()
                      ? "Alertmanager, which started at %s, does not have the alert (yet)"
                          .formatted(seen.startedAt())
                      : "a member of Alertmanager gives no usable answer")
              : GO;
    };
  }

  private Word confirmed(String query, Labels labels, Handler handler) {
    Optional<URI> base = prometheus.get();
    if (base.isEmpty()) {
      return unanswered(handler, "before_start.confirm needs prometheus.url");
    }
    Duration limit = settings.get().timeout();
    try (PrometheusClient client = new PrometheusClient(base.get(), limit)) {
      List<Labels> series = client.query(query);
      String target = handler.target();
      boolean there =
          series.stream()
              .map(one -> one.get(target))
              .anyMatch(value -> value.isEmpty() || value.equals(labels.get(target)));
      return there
          ? GO
          : new Word.Refuse(
              "Prometheus does not confirm it: no result of " + query + " is about it");
    } catch (WorldFault e) {
      return unanswered(handler, String.valueOf(e.getMessage()));
    }
  }

  private static Word unanswered(Handler handler, String why) {
    return handler.before().unanswered() == Unanswered.WAIT ? new Word.Wait(why) : GO;
  }
}
