package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.label.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of an Alertmanager cluster, by its API v2. */
final class AlertmanagerMember {
  private static final String ALERTS = "/api/v2/alerts?active=true&silenced=true&inhibited=true";
  private static final String GROUPS = "/api/v2/alerts/groups?receiver=";
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerMember.class);

  /** A configuration, and the rules that were read from it. */
  private record Rules(String text, AlertmanagerRules rules) {}

  private final URI base;
  private final Supplier<JsonClient> http;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile Rules rules = new Rules("", AlertmanagerRules.NONE);
  private volatile long restUntil = System.nanoTime();

  AlertmanagerMember(URI base, Supplier<JsonClient> http) {
    this.base = base;
    this.http = http;
  }

  URI base() {
    return base;
  }

  /** Why this member gave no usable answer the last time; empty when it did. */
  Optional<String> trouble() {
    return trouble;
  }

  /**
   * What this member has of one alertname, or of all; empty when it gives no usable answer.
   *
   * @param receiver Promansible's receiver in Alertmanager's configuration
   */
  Optional<AlertmanagerState> ask(Optional<String> alertname, String receiver, Duration limit) {
    return attempt(
        limit,
        () -> {
          JsonNode alerts =
              get(ALERTS + alertname.map(AlertmanagerMember::filter).orElse(""), limit);
          if (!alerts.isArray()) {
            throw new IOException("it did not answer a list of alerts");
          }
          Map<Labels, JsonNode> present = new HashMap<>();
          Set<String> silences = new HashSet<>();
          boolean inhibited = false;
          for (JsonNode alert : alerts) {
            present.put(JsonClient.labels(alert.path("labels")), alert);
            alert.path("status").path("silencedBy").forEach(id -> silences.add(id.asText()));
            inhibited |= !alert.path("status").path("inhibitedBy").isEmpty();
          }
          JsonNode status = get("/api/v2/status", limit);
          return new AlertmanagerState(
              present,
              silences.isEmpty() ? Map.of() : authors(silences, limit),
              inhibited
                  ? byFingerprint(alertname.isEmpty() ? alerts : get(ALERTS, limit))
                  : Map.of(),
              rules(status.path("config").path("original").asText()),
              tellsMuted(status) ? muted(alertname, receiver, limit) : Map.of(),
              OffsetDateTime.parse(status.path("uptime").asText()).toInstant(),
              true);
        });
  }

  private static Map<String, Labels> byFingerprint(JsonNode alerts) {
    Map<String, Labels> all = new HashMap<>();
    alerts.forEach(alert ->
        all.put(alert.path("fingerprint").asText(), JsonClient.labels(alert.path("labels"))));
    return all;
  }

  /** The rules of a configuration; read once for each text. An unreadable one mutes nothing. */
  private AlertmanagerRules rules(String configuration) {
    Rules known = rules;
    if (!known.text.equals(configuration)) {
      known = new Rules(configuration, AlertmanagerRules.NONE);
      try {
        known = new Rules(configuration, AlertmanagerRules.parse(configuration));
      } catch (InputFault e) {
        LOG.warn(
            "the time intervals of Alertmanager at {} are not known: {}", base, e.getMessage());
      }
      rules = known;
    }
    return known.rules;
  }

  /** Whether alert groups say which time intervals mute them, as they do since 0.28. */
  private static boolean tellsMuted(JsonNode status) {
    var version =
        Pattern.compile("v?(\\d+)\\.(\\d+).*")
            .matcher(status.path("versionInfo").path("version").asText());
    return version.matches()
        && (Integer.parseInt(version.group(1)) > 0 || Integer.parseInt(version.group(2)) >= 28);
  }

  /** The time intervals of alerts that are muted in all groups of our receiver. */
  private Map<Labels, Set<String>> muted(
      Optional<String> alertname, String receiver, Duration limit)
      throws IOException, InterruptedException {
    Map<Labels, Set<String>> muted = new HashMap<>();
    Set<Labels> open = new HashSet<>();
    String ours = URLEncoder.encode(Pattern.quote(receiver), StandardCharsets.UTF_8);
    for (JsonNode group :
        get(GROUPS + ours + alertname.map(AlertmanagerMember::filter).orElse(""), limit)) {
      for (JsonNode alert : group.path("alerts")) {
        Labels labels = JsonClient.labels(alert.path("labels"));
        Set<String> names = new TreeSet<>();
        alert.path("status").path("mutedBy").forEach(name -> names.add(name.asText()));
        if (names.isEmpty()) {
          open.add(labels);
        } else {
          muted.merge(labels, names, (a, b) -> a);
        }
      }
    }
    muted.keySet().removeAll(open);
    return muted;
  }

  /** The authors of these silences, by the silence's id. */
  private Map<String, String> authors(Set<String> ids, Duration limit)
      throws IOException, InterruptedException {
    Map<String, String> authors = new HashMap<>();
    for (JsonNode silence : get("/api/v2/silences", limit)) {
      String id = silence.path("id").asText();
      if (ids.contains(id)) {
        authors.put(id, silence.path("createdBy").asText());
      }
    }
    return authors;
  }

  /** Sends alerts to this member, as Prometheus does; false when it does not take them. */
  boolean tell(JsonNode alerts, Duration limit) {
    return attempt(limit, () -> http.get().send("POST", address("/api/v2/alerts"), alerts, limit))
        .isPresent();
  }

  /** Makes or renews a silence; returns its id, empty when this member does not take it. */
  Optional<String> silence(JsonNode silence, Duration limit) {
    return attempt(
            limit, () -> http.get().send("POST", address("/api/v2/silences"), silence, limit))
        .map(answer -> answer.path("silenceID").asText());
  }

  /** Expires a silence; a failure does not matter, as silences end by themselves. */
  void unsilence(String id, Duration limit) {
    try {
      http.get().send("DELETE", address("/api/v2/silence/" + id), null, limit);
    } catch (IOException e) {
      LOG.debug("the silence {} of {} ends by itself: {}", id, base, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The configuration that this member runs with. */
  String configuration(Duration limit) {
    try {
      return get("/api/v2/status", limit).path("config").path("original").asText();
    } catch (IOException e) {
      throw new WorldFault("Alertmanager at " + base + JsonClient.words(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("interrupted", e);
    }
  }

  private interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  private <T> Optional<T> attempt(Duration limit, Question<T> question) {
    // A member that just failed is not asked for a while: a hundred alerts must not each wait for
    // it.
    if (trouble.isPresent() && System.nanoTime() - restUntil < 0) {
      return Optional.empty();
    }
    try {
      T answer = question.ask();
      if (trouble.isPresent()) {
        LOG.info("Alertmanager at {} answers again", base);
        trouble = Optional.empty();
      }
      return Optional.of(answer);
    } catch (JsonClient.Refused e) {
      // The member answers, but does not take this request.
      LOG.warn("Alertmanager at {} refuses: {}", base, e.getMessage());
    } catch (IOException | DateTimeException | WorldFault e) {
      restUntil = System.nanoTime() + limit.toNanos();
      if (trouble.isEmpty()) {
        LOG.warn(
            "Alertmanager at {} gives no usable answer ({}); until it does, proofs wait for its webhook, and what waits for its word before a start waits or goes on as before_start.unanswered says",
            base,
            e.toString());
      }
      trouble = Optional.of(base + " gives no usable answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private JsonNode get(String path, Duration limit) throws IOException, InterruptedException {
    return http.get().get(address(path), limit);
  }

  private URI address(String path) {
    return URI.create(base + path);
  }

  private static String filter(String alertname) {
    String quoted = alertname.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return alertname.isEmpty()
        ? ""
        : "&filter=" + URLEncoder.encode("alertname=\"" + quoted + "\"", StandardCharsets.UTF_8);
  }
}
