package io.promansible.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.WorldFault;
import io.promansible.label.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Alertmanager's API v2 what it knows; never tells it anything. */
public final class AlertmanagerClient implements AutoCloseable {
  /** What Alertmanager says of one alert. */
  public enum Answer {
    FIRING,
    GONE,
    UNKNOWN
  }

  private static final String ALERTS = "/api/v2/alerts?active=true&silenced=true&inhibited=true";
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerClient.class);

  private final Supplier<AlertmanagerSettings> settings;
  private final JsonClient http = new JsonClient();
  private volatile boolean complained;
  private volatile long restUntil = System.nanoTime();

  /** Nothing is sent before the first question. */
  public AlertmanagerClient(Supplier<AlertmanagerSettings> settings) {
    this.settings = settings;
  }

  /** Whether an address is configured. */
  public boolean configured() {
    return settings.get().url().isPresent();
  }

  /**
   * What Alertmanager had at one moment of one alertname.
   *
   * @param silenced those of them that somebody silenced
   * @param startedAt when that Alertmanager started
   */
  public record Seen(Set<Labels> present, Set<Labels> silenced, Instant startedAt) {
    /**
     * Whether an alert with exactly these labels is there.
     *
     * @param lastSeen when we last heard it fire: an Alertmanager that started later may simply not
     *     have been told yet, so its silence proves nothing
     */
    public Answer of(Labels labels, Instant lastSeen) {
      if (present.contains(labels)) {
        return Answer.FIRING;
      }
      return startedAt.isBefore(lastSeen) ? Answer.GONE : Answer.UNKNOWN;
    }
  }

  /** Asks for all alerts of a name; empty when there is nobody to ask, or no usable answer. */
  public Optional<Seen> ask(String alertname) {
    URI base = settings.get().url().orElse(null);
    // One that has just failed is left alone for a while: a hundred alerts must not wait for it
    // each.
    if (base == null || System.nanoTime() - restUntil < 0) {
      return Optional.empty();
    }
    try {
      Set<Labels> present = new HashSet<>();
      Set<Labels> silenced = new HashSet<>();
      for (JsonNode alert : get(base, ALERTS + filter(alertname))) {
        present.add(labelsOf(alert));
        if (!alert.path("status").path("silencedBy").isEmpty()) {
          silenced.add(labelsOf(alert));
        }
      }
      String started = get(base, "/api/v2/status").path("uptime").asText();
      complained = false;
      return Optional.of(new Seen(present, silenced, OffsetDateTime.parse(started).toInstant()));
    } catch (IOException | DateTimeParseException e) {
      complain(base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private JsonNode get(URI base, String path) throws IOException, InterruptedException {
    return http.get(URI.create(base + path), settings.get().timeout());
  }

  /**
   * The configuration that Alertmanager runs with, as YAML; it hides secrets itself.
   *
   * @throws WorldFault when it cannot be had
   */
  public String configuration() {
    URI base = settings.get().url().orElseThrow();
    try {
      return get(base, "/api/v2/status").path("config").path("original").asText();
    } catch (IOException e) {
      throw new WorldFault("Alertmanager at " + base + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("interrupted", e);
    }
  }

  private static String filter(String alertname) {
    String quoted = alertname.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return alertname.isEmpty()
        ? ""
        : "&filter=" + URLEncoder.encode("alertname=\"" + quoted + "\"", StandardCharsets.UTF_8);
  }

  private static Labels labelsOf(JsonNode alert) {
    return JsonClient.labels(alert.path("labels"));
  }

  private void complain(URI base, Exception e) {
    restUntil = System.nanoTime() + settings.get().timeout().toNanos();
    if (!complained) {
      LOG.warn(
          "Alertmanager at {} gives no usable answer ({}); proofs wait for its webhook until it does",
          base,
          e.toString());
      complained = true;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
