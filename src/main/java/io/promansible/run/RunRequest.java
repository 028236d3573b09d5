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
import org.jspecify.annotations.Nullable;

/**
 * What is to be run, but for the hosts.
 *
 * @param urgency how pressing it is, from 0; of two runs that wait equally long in their queues the
 *     more pressing one starts first
 */
public record RunRequest(
    Cause cause,
    @Nullable String handler,
    @Nullable String routine,
    int step,
    List<String> roles,
    Map<String, Object> vars,
    boolean check,
    Duration timeout,
    int urgency) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Copies. */
  public RunRequest {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }

  /** Whose queue it stands in. */
  String owner() {
    return handler != null ? handler : routine == null ? "" : routine;
  }

  /** Equal for requests that one play can serve. */
  String batchKey() {
    return Labels.of(
            Map.of(
                "cause", cause.name(),
                "handler", String.valueOf(handler),
                "step", Integer.toString(step),
                "roles", String.join(" ", roles),
                "vars", varsJson(),
                "check", Boolean.toString(check)))
        .digest("batch");
  }

  Run queued(UUID id, Instant now, int hosts) {
    return new Run(
        id,
        cause,
        handler,
        routine,
        step,
        String.join(" ", roles),
        varsJson(),
        batchKey(),
        hosts,
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
        false,
        null,
        0,
        urgency);
  }

  private String varsJson() {
    try {
      return JSON.writeValueAsString(vars);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that were read from YAML are always JSON", e);
    }
  }
}
