package io.promansible.api.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.history.Progress;
import io.promansible.http.Parameters;
import io.promansible.play.Recap;
import io.promansible.remediation.Remediation;
import io.promansible.run.HostCounts;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as the API shows it, with its first hundred hosts, or in lists the names of its first ten;
 * {@code /hosts} below the run has all.
 *
 * @param hostCount how many hosts the run has
 * @param counts how many hosts ended how; null until the run has ended
 * @param askedBy the person who asked for the run; null if none did
 * @param pattern the Ansible pattern that gave its hosts; null if none did
 * @param dropped hosts left out just before the start, each with the reason
 * @param parameters what the roles of each host got from the labels of its alert
 * @param results what the roles of each host handed back by {@code set_stats}
 * @param progress how far the run is, while it goes on
 * @param vars the variables from handler, routine or person, secrets masked; null in lists
 * @param alerts the alerts that the run was for; null in lists
 * @param slices the ids of its slices, each of which has a log and events of its own
 */
record RunView(
    UUID id,
    @Nullable String cause,
    @Nullable String handler,
    @Nullable String routine,
    List<String> roles,
    List<String> hosts,
    int hostCount,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Counts counts,
    @Nullable String state,
    @Nullable String outcome,
    String reason,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer exitCode,
    boolean check,
    boolean cancelAsked,
    @Nullable String node,
    @Nullable String askedBy,
    @Nullable String pattern,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Recap> recap,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> dropped,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, JsonNode> parameters,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, JsonNode> results,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode vars,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<OfAlert> alerts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Progress progress,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<UUID> slices) {
  /** How many hosts a single run shows. */
  static final int HOSTS = 100;

  /** How many names of hosts a run in a list shows. */
  static final int NAMES = 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many hosts of a run ended how. */
  record Counts(int ok, int failed, int unreachable, int dropped) {
    static @Nullable Counts of(Run run, List<HostCounts> all) {
      return all.stream()
          .filter(c -> c.runId().equals(run.id()))
          .findFirst()
          .map(
              c -> new Counts(c.hostsOk(), c.hostsFailed(), c.hostsUnreachable(), c.hostsDropped()))
          .orElse(null);
    }
  }

  /** One host of a run. */
  record HostView(
      String host,
      @Nullable Recap recap,
      @Nullable String dropped,
      JsonNode parameters,
      @Nullable JsonNode results) {
    static HostView of(RunHost host) {
      return new HostView(
          host.host(),
          host.recap().orElse(null),
          host.dropped(),
          json(host.parameters()),
          host.results() == null ? null : json(host.results()));
    }
  }

  /** An alert that a run was for. */
  record OfAlert(UUID alert, UUID remediation, String alertname, String host) {
    static OfAlert of(Remediation r) {
      return new OfAlert(r.episodeId(), r.id(), r.alertname(), r.host());
    }
  }

  /** This view with variables and alerts, which lists do not show. */
  RunView with(JsonNode given, List<Remediation> about) {
    return new RunView(
        id,
        cause,
        handler,
        routine,
        roles,
        hosts,
        hostCount,
        counts,
        state,
        outcome,
        reason,
        queuedAt,
        startedAt,
        finishedAt,
        exitCode,
        check,
        cancelAsked,
        node,
        askedBy,
        pattern,
        recap,
        dropped,
        parameters,
        results,
        given,
        about.stream().map(OfAlert::of).toList(),
        progress,
        slices);
  }

  /** A row of a list. */
  static RunView row(Run run, List<String> names, List<HostCounts> counts) {
    return of(run, names, counts, null, Optional.empty(), List.of());
  }

  /** One run with the first of its hosts. */
  static RunView of(Run run, List<RunHost> hosts, List<HostCounts> counts) {
    return of(run, hosts, counts, Optional.empty(), List.of());
  }

  static RunView of(
      Run run,
      List<RunHost> hosts,
      List<HostCounts> counts,
      Optional<Progress> progress,
      List<Run> slices) {
    List<String> names = hosts.stream().map(RunHost::host).toList();
    return of(run, names, counts, Details.of(hosts), progress, slices);
  }

  /** Details of the hosts, by name. */
  private record Details(
      Map<String, Recap> recap,
      Map<String, String> dropped,
      Map<String, JsonNode> parameters,
      Map<String, JsonNode> results) {
    static Details of(List<RunHost> hosts) {
      Details all =
          new Details(
              new LinkedHashMap<>(),
              new LinkedHashMap<>(),
              new LinkedHashMap<>(),
              new LinkedHashMap<>());
      for (RunHost host : hosts) {
        host.recap().ifPresent(r -> all.recap.put(host.host(), r));
        if (host.dropped() != null) {
          all.dropped.put(host.host(), host.dropped());
        }
        all.parameters.put(host.host(), json(host.parameters()));
        if (host.results() != null) {
          all.results.put(host.host(), json(host.results()));
        }
      }
      return all;
    }
  }

  private static RunView of(
      Run run,
      List<String> names,
      List<HostCounts> counts,
      @Nullable Details details,
      Optional<Progress> progress,
      List<Run> slices) {
    return new RunView(
        run.id(),
        Parameters.shown(run.cause()),
        run.handler(),
        run.routine(),
        run.roleNames(),
        names,
        run.hostCount(),
        Counts.of(run, counts),
        Parameters.shown(run.state()),
        Parameters.shown(run.outcome()),
        run.reason(),
        run.queuedAt(),
        run.startedAt(),
        run.finishedAt(),
        run.exitCode(),
        run.checkMode(),
        run.cancelAsked(),
        run.node(),
        run.askedBy(),
        run.pattern(),
        details == null ? null : details.recap(),
        details == null ? null : details.dropped(),
        details == null ? null : details.parameters(),
        details == null ? null : details.results(),
        null,
        null,
        progress.orElse(null),
        slices.stream().map(Run::id).toList());
  }

  private static JsonNode json(String stored) {
    try {
      return JSON.readTree(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what we stored as JSON is not", e);
    }
  }
}
