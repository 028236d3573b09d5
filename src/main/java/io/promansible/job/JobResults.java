package io.promansible.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.history.LiveRunRepository;
import io.promansible.history.RunEvents;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.StoredEvent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How a job came out on each host. */
@Singleton
public final class JobResults {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FAILURES_MAX = 10_000;

  private final RunPartsRepository parts;
  private final LiveRunRepository live;
  private final RunEvents events;

  JobResults(RunPartsRepository parts, LiveRunRepository live, RunEvents events) {
    this.parts = parts;
    this.live = live;
    this.events = events;
  }

  /** The results of all hosts, sorted by name, so far. */
  public Map<String, JobHostResult> of(Run run) {
    Map<String, List<StoredEvent>> failed = new LinkedHashMap<>();
    for (UUID play : events.plays(run)) {
      for (StoredEvent event : live.lastEvents(play, "failed", FAILURES_MAX)) {
        failed.computeIfAbsent(String.valueOf(event.host()), host -> new ArrayList<>()).add(event);
      }
    }
    Map<String, JobHostResult> results = new LinkedHashMap<>();
    long id = 0;
    for (RunHost host : parts.hosts(run.id())) {
      id++;
      results.put(host.host(), of(run, host, id, failed.getOrDefault(host.host(), List.of())));
    }
    return results;
  }

  private static JobHostResult of(Run run, RunHost host, long id, List<StoredEvent> failed) {
    List<JobHostResult.Failure> failures = new ArrayList<>();
    for (StoredEvent event : failed.reversed()) {
      JsonNode told = json(event);
      if (!told.path("ignored").asBoolean()) {
        failures.add(new JobHostResult.Failure(event.seq(), told.path("result").toString(), id));
      }
    }
    return new JobHostResult(
        failures.isEmpty() ? null : failures,
        new JobHostResult.Stats(
            host.recap().map(recap -> recap.failed()).orElse(failures.size()),
            id,
            run.startedAt(),
            run.id().toString(),
            host.host(),
            host.recap().filter(recap -> recap.unreachable() > 0).isPresent(),
            host.recap().isPresent(),
            host.dropped()));
  }

  private static JsonNode json(StoredEvent event) {
    try {
      return JSON.readTree(event.event());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that we stored is not JSON", e);
    }
  }
}
