package io.promansible.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.ansible.Recap;
import io.promansible.run.Progress;
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
 * A run as the API shows it.
 *
 * @param askedBy the person, if one asked for it
 * @param pattern what its hosts were found by
 * @param dropped hosts left out just before the start, each with the reason
 * @param parameters what the roles of each host got from the labels of its alert
 * @param results what the roles of each host handed back by {@code set_stats}
 * @param progress how far it is, while it runs
 * @param slices the runs that it was cut into, each with a log and events of its own
 */
record RunView(
    UUID id,
    @Nullable String cause,
    @Nullable String handler,
    @Nullable String routine,
    List<String> roles,
    List<String> hosts,
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
    Map<String, Recap> recap,
    Map<String, String> dropped,
    Map<String, JsonNode> parameters,
    Map<String, JsonNode> results,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Progress progress,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<UUID> slices) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static RunView of(Run run, List<RunHost> all) {
    return of(run, all, Optional.empty(), List.of());
  }

  static RunView of(Run run, List<RunHost> all, Optional<Progress> progress, List<Run> slices) {
    Map<String, Recap> recap = new LinkedHashMap<>();
    Map<String, String> dropped = new LinkedHashMap<>();
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    Map<String, JsonNode> results = new LinkedHashMap<>();
    List<RunHost> hosts = all.stream().filter(h -> h.runId().equals(run.id())).toList();
    for (RunHost host : hosts) {
      host.recap().ifPresent(r -> recap.put(host.host(), r));
      if (host.dropped() != null) {
        dropped.put(host.host(), host.dropped());
      }
      parameters.put(host.host(), json(host.parameters()));
      if (host.results() != null) {
        results.put(host.host(), json(host.results()));
      }
    }
    return new RunView(
        run.id(),
        Parameters.shown(run.cause()),
        run.handler(),
        run.routine(),
        run.roleNames(),
        hosts.stream().map(RunHost::host).toList(),
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
        recap,
        dropped,
        parameters,
        results,
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
