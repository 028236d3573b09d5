package io.promansible.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
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
 * @param askedBy the person, if one asked for it
 * @param pattern what its hosts were found by, if it was a pattern
 * @param skipBusy whether hosts that another run has are left out; else it waits for them
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
    int urgency,
    @Nullable String askedBy,
    @Nullable String pattern,
    boolean skipBusy) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Copies. */
  public RunRequest {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }

  /** What a run was, asked for once more by a person. */
  public static RunRequest again(Run run, String who) {
    return new RunRequest(
        Cause.PERSON,
        null,
        null,
        0,
        run.roleNames(),
        vars(run.vars()),
        run.checkMode(),
        Duration.ofSeconds(run.timeoutSeconds()),
        0,
        who,
        null,
        run.skipBusy());
  }

  private static Map<String, Object> vars(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that we stored are not JSON", e);
    }
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
        urgency,
        askedBy,
        pattern,
        skipBusy);
  }

  private String varsJson() {
    try {
      return JSON.writeValueAsString(vars);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that were read from YAML are always JSON", e);
    }
  }
}
