package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Talks to every member of the configured Alertmanager cluster, by API v2. Not final, as the
 * simulation has an Alertmanager of its own.
 */
@Singleton
public class AlertmanagerClient implements AutoCloseable {
  private final Supplier<AlertmanagerSettings> settings;
  private final Map<URI, AlertmanagerMember> members = new ConcurrentHashMap<>();
  private @Nullable JsonClient http;
  private @Nullable HttpSettings httpSettings;

  /** A client that opens no connection before the first question. */
  public AlertmanagerClient(Supplier<AlertmanagerSettings> settings) {
    this.settings = settings;
  }

  /** Whether an address is configured. */
  public boolean configured() {
    return !settings.get().urls().isEmpty();
  }

  /** Why members gave no usable answer the last time they were asked; empty when all did. */
  public Optional<String> trouble() {
    return members().stream().flatMap(member -> member.trouble().stream()).findFirst();
  }

  /** Each member, and whether it answered when it was asked last. */
  public Map<String, Boolean> answering() {
    Map<String, Boolean> answering = new HashMap<>();
    members().forEach(m -> answering.put(m.base().toString(), m.trouble().isEmpty()));
    return answering;
  }

  /** Asks for all alerts of a name; empty when no member is configured or gives a usable answer. */
  public Optional<AlertmanagerState> ask(String alertname) {
    return ask(Optional.of(alertname));
  }

  /** Asks for all alerts; empty when no member is configured or gives a usable answer. */
  public Optional<AlertmanagerState> askAll() {
    return ask(Optional.empty());
  }

  private Optional<AlertmanagerState> ask(Optional<String> alertname) {
    Duration limit = settings.get().timeout();
    List<AlertmanagerMember> asked = members();
    List<AlertmanagerState> answers =
        asked.stream()
            .flatMap(m -> m.ask(alertname, settings.get().receiver(), limit).stream())
            .toList();
    Optional<AlertmanagerState> seen = answers.stream().reduce(AlertmanagerState::and);
    return answers.size() < asked.size() ? seen.map(AlertmanagerState::partial) : seen;
  }

  /**
   * Sends alerts to every member, as Prometheus does.
   *
   * @return whether any member took them; the others get them at the next call
   */
  public boolean tell(JsonNode alerts) {
    Duration limit = settings.get().timeout();
    boolean any = false;
    for (AlertmanagerMember member : members()) {
      any |= member.tell(alerts, limit);
    }
    return any;
  }

  /** Makes or renews a silence at the first member that takes it; members tell each other. */
  public Optional<String> silence(JsonNode silence) {
    Duration limit = settings.get().timeout();
    return members().stream().flatMap(m -> m.silence(silence, limit).stream()).findFirst();
  }

  /** Expires a silence. */
  public void unsilence(String id) {
    members().forEach(member -> member.unsilence(id, settings.get().timeout()));
  }

  /**
   * The configuration that the first member runs with, as YAML; it hides secrets itself.
   *
   * @throws io.promansible.fault.WorldFault when the member gives no usable answer
   */
  public String configuration() {
    return members().getFirst().configuration(settings.get().timeout());
  }

  private List<AlertmanagerMember> members() {
    return settings.get().urls().stream()
        .map(url -> members.computeIfAbsent(url, u -> new AlertmanagerMember(u, this::http)))
        .toList();
  }

  /** The HTTP client; a new one when a reload has changed its settings. */
  private synchronized JsonClient http() {
    HttpSettings now = settings.get().http();
    JsonClient known = http;
    if (known == null || !now.equals(httpSettings)) {
      known = new JsonClient(now);
      http = known;
      httpSettings = now;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    if (http != null) {
      http.close();
    }
  }
}
