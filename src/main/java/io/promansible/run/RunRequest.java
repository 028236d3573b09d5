package io.promansible.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.promansible.label.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is to be run, but for the hosts. */
public record RunRequest(
    Cause cause,
    String handler,
    int step,
    List<String> roles,
    Map<String, Object> vars,
    boolean check,
    Duration timeout) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Copies. */
  public RunRequest {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }

  /** Equal for requests that one play can serve. */
  String batchKey() {
    return Labels.of(
            Map.of(
                "cause", cause.name(),
                "handler", handler,
                "step", Integer.toString(step),
                "roles", String.join(" ", roles),
                "vars", varsJson(),
                "check", Boolean.toString(check)))
        .digest("batch");
  }

  Run queued(UUID id, Instant now) {
    return new Run(
        id,
        cause,
        handler,
        null,
        step,
        String.join(" ", roles),
        varsJson(),
        batchKey(),
        1,
        check,
        timeout.toSeconds(),
        RunState.QUEUED,
        null,
        "",
        now,
        null,
        null,
        null,
        null,
        false);
  }

  private String varsJson() {
    try {
      return JSON.writeValueAsString(vars);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that were read from YAML are always JSON", e);
    }
  }
}
