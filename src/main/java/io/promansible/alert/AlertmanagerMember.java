package io.promansible.alert;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member of an Alertmanager cluster, by its API v2. */
final class AlertmanagerMember {
  private static final String ALERTS = "/api/v2/alerts?active=true&silenced=true&inhibited=true";
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerMember.class);

  private final URI base;
  private final JsonClient http;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile long restUntil = System.nanoTime();

  AlertmanagerMember(URI base, JsonClient http) {
    this.base = base;
    this.http = http;
  }

  URI base() {
    return base;
  }

  /** Why it gave no usable answer the last time; empty when it did. */
  Optional<String> trouble() {
    return trouble;
  }

  /** What it has, of one alertname or of all; empty when it gives no usable answer. */
  Optional<Seen> ask(Optional<String> alertname, Duration limit) {
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
          for (JsonNode alert : alerts) {
            present.put(JsonClient.labels(alert.path("labels")), alert);
            alert.path("status").path("silencedBy").forEach(id -> silences.add(id.asText()));
          }
          String started = get("/api/v2/status", limit).path("uptime").asText();
          return new Seen(
              present,
              silences.isEmpty() ? Map.of() : authors(silences, limit),
              OffsetDateTime.parse(started).toInstant(),
              true);
        });
  }

  /** Who made these silences, by their ids. */
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

  /** Tells it alerts, as Prometheus does; false when it does not take them. */
  boolean tell(JsonNode alerts, Duration limit) {
    return attempt(limit, () -> http.send("POST", address("/api/v2/alerts"), alerts, limit))
        .isPresent();
  }

  /** Makes or renews a silence; the id of it, empty when it does not take it. */
  Optional<String> silence(JsonNode silence, Duration limit) {
    return attempt(limit, () -> http.send("POST", address("/api/v2/silences"), silence, limit))
        .map(answer -> answer.path("silenceID").asText());
  }

  /** Ends a silence; one that has ended already is no trouble. */
  void unsilence(String id, Duration limit) {
    try {
      http.send("DELETE", address("/api/v2/silence/" + id), null, limit);
    } catch (IOException e) {
      LOG.debug("the silence {} of {} ends by itself: {}", id, base, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The configuration that it runs with. */
  String configuration(Duration limit) {
    try {
      return get("/api/v2/status", limit).path("config").path("original").asText();
    } catch (IOException e) {
      throw new WorldFault("Alertmanager at " + base + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("interrupted", e);
    }
  }

  private interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  private <T> Optional<T> attempt(Duration limit, Question<T> question) {
    // One that has just failed is left alone for a while: a hundred alerts must not wait for it
    // each.
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
      // It answers, only not to that.
      LOG.warn("Alertmanager at {} refuses: {}", base, e.getMessage());
    } catch (IOException | DateTimeException e) {
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
    return http.get(address(path), limit);
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
