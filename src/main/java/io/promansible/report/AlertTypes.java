package io.promansible.report;

import io.promansible.alertmanager.PrometheusClient;
import io.promansible.alertmanager.PrometheusSettings;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.label.Labels;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every name of an alert that is known: from Prometheus' rules, from what came, and from the roles
 * that say which alerts they answer.
 */
@Singleton
public final class AlertTypes {
  private static final String NAME = "alertname";
  private static final Duration SPAN = Duration.ofDays(30);
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MOST = 5000;

  private final AlertTypeRepository rows;
  private final Supplier<PrometheusSettings> prometheus;
  private final Supplier<Handlers> handlers;
  private final RoleCatalog roles;
  private final Clock clock;
  private final Kept<Counted> counts = new Kept<>(Duration.ofSeconds(2), this::count);
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Rules rules = new Rules(Set.of(), null, Instant.EPOCH);

  AlertTypes(
      AlertTypeRepository rows,
      Supplier<PrometheusSettings> prometheus,
      Supplier<Handlers> handlers,
      RoleCatalog roles,
      Clock clock) {
    this.rows = rows;
    this.prometheus = prometheus;
    this.handlers = handlers;
    this.roles = roles;
    this.clock = clock;
  }

  /**
   * An alert's name, with what is known of it over the last thirty days.
   *
   * @param rule whether Prometheus has a rule of this name
   * @param handlers those that its name alone does not keep from answering it
   * @param roles those that say that they answer it
   */
  public record AlertType(
      String alertname,
      boolean rule,
      List<String> handlers,
      List<String> roles,
      long fired,
      long firing,
      long fixed,
      @Nullable Instant lastSeen) {}

  /**
   * All names.
   *
   * @param trouble why Prometheus' rules are not known; null when they are, or none is configured
   */
  public record All(List<AlertType> types, @Nullable String trouble) {}

  private record Rules(Set<String> names, @Nullable String trouble, Instant readAt) {}

  /** All names, sorted. */
  public All all() {
    Counted counted = counts.get();
    Map<String, AlertTypeRepository.Received> received = counted.received();
    Map<String, List<String>> answering = new TreeMap<>();
    for (Role role : roles.all()) {
      role.meta()
          .alerts()
          .forEach(
              name -> answering.computeIfAbsent(name, n -> new ArrayList<>()).add(role.name()));
    }
    Rules known = rules();
    Set<String> names = new TreeSet<>(known.names());
    names.addAll(received.keySet());
    names.addAll(answering.keySet());
    return new All(
        names.stream()
            .map(name -> {
              AlertTypeRepository.Received row = received.get(name);
              return new AlertType(
                  name,
                  known.names().contains(name),
                  handlers(name),
                  answering.getOrDefault(name, List.of()),
                  row == null ? 0 : row.fired(),
                  row == null ? 0 : row.firing(),
                  counted.fixed().getOrDefault(name, 0L),
                  row == null ? null : row.lastSeen());
            })
            .toList(),
        known.trouble());
  }

  private record Counted(
      Map<String, AlertTypeRepository.Received> received, Map<String, Long> fixed) {}

  private Counted count() {
    Instant since = clock.instant().minus(SPAN);
    Map<String, AlertTypeRepository.Received> received = new TreeMap<>();
    rows.received(since, MOST).forEach(row -> received.put(row.alertname(), row));
    Map<String, Long> fixed = new TreeMap<>();
    rows.fixed(since).forEach(row -> fixed.put(row.alertname(), row.fixed()));
    return new Counted(received, fixed);
  }

  private List<String> handlers(String name) {
    Labels labels = Labels.of(Map.of(NAME, name));
    return handlers.get().all().stream()
        .filter(handler ->
            handler.matchers().all().stream()
                .filter(matcher -> matcher.name().equals(NAME))
                .allMatch(matcher -> matcher.matches(labels)))
        .map(Handler::name)
        .toList();
  }

  /** Asks Prometheus at most once a minute. */
  private Rules rules() {
    Instant now = clock.instant();
    if (prometheus.get().url().isEmpty()) {
      return new Rules(Set.of(), null, now);
    }
    // One asks; the others take what is known meanwhile.
    if (rules.readAt().plus(FRESH).isBefore(now) && asking.compareAndSet(false, true)) {
      try (PrometheusClient client = new PrometheusClient(prometheus.get())) {
        rules = new Rules(client.alertnames(), null, now);
      } catch (WorldFault e) {
        rules = new Rules(rules.names(), e.getMessage(), now);
      } finally {
        asking.set(false);
      }
    }
    return rules;
  }
}
