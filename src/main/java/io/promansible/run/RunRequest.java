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
 * What a run is to do, without its hosts.
 *
 * @param urgency how pressing the request is, from 0; of two runs with the same turn the more
 *     pressing one starts first
 * @param pattern the Ansible pattern that gave the hosts; null if none did
 * @param skipBusy whether the run leaves out hosts that another run has, rather than wait for them
 */
public record RunRequest(
    RunOrigin origin,
    List<String> roles,
    Map<String, Object> vars,
    boolean check,
    Duration timeout,
    int urgency,
    @Nullable String pattern,
    boolean skipBusy) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  public RunRequest {
    roles = List.copyOf(roles);
    // Not Map.copyOf: a variable may be null.
    vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
  }

  /** The request for an earlier run once more, now by a person. */
  public static RunRequest again(Run run, String who) {
    return of(
        run,
        run.cause() == Cause.JOB ? new RunOrigin.OfJob(who) : new RunOrigin.OfPerson(who),
        0,
        null);
  }

  private static RunRequest of(Run run, RunOrigin origin, int urgency, @Nullable String pattern) {
    return new RunRequest(
        origin,
        run.roleNames(),
        vars(run.vars()),
        run.checkMode(),
        Duration.ofSeconds(run.timeoutSeconds()),
        urgency,
        pattern,
        run.skipBusy());
  }

  private static Map<String, Object> vars(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that we stored are not JSON", e);
    }
  }

  /** A digest that is equal for requests that one play can serve. */
  public String batchKey() {
    boolean ofHandler = origin instanceof RunOrigin.OfHandler;
    return Labels.of(
            Map.of(
                "cause", origin.cause().name(),
                "handler", ofHandler ? origin.queue() : "null",
                "step", Integer.toString(step()),
                "roles", String.join(" ", roles),
                "vars", varsJson(),
                "check", Boolean.toString(check)))
        .digest("batch");
  }

  private int step() {
    return origin instanceof RunOrigin.OfHandler handler ? handler.step() : 0;
  }

  /** The new run for this request, in state queued. */
  public Run queued(UUID id, Instant now, int hosts) {
    return queued(id, now, hosts, batchKey(), null);
  }

  /**
   * A new slice of a run, with a part of its hosts. Its batch key equals no other, so that no host
   * joins it.
   */
  public static Run slice(Run whole, UUID id, Instant now, int hosts) {
    return of(whole, whole.origin(), whole.urgency(), whole.pattern())
        .queued(id, now, hosts, id.toString(), whole.id());
  }

  private Run queued(UUID id, Instant now, int hosts, String key, @Nullable UUID sliceOf) {
    return new Run(
        id,
        origin.cause(),
        origin instanceof RunOrigin.OfHandler handler ? handler.name() : null,
        origin instanceof RunOrigin.OfRoutine routine ? routine.name() : null,
        step(),
        String.join(" ", roles),
        varsJson(),
        key,
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
        sliceOf,
        0,
        urgency,
        switch (origin) {
          case RunOrigin.OfHandler handler -> null;
          case RunOrigin.OfRoutine routine -> routine.askedBy().orElse(null);
          case RunOrigin.OfPerson person -> person.who();
          case RunOrigin.OfJob job -> job.who();
        },
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
