package io.promansible.portal.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.history.LiveRunRepository;
import io.promansible.history.RunEvents;
import io.promansible.history.RunEvents.EventAt;
import io.promansible.history.RunEvents.EventCursor;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.run.Run;
import io.promansible.run.StoredEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tasks of a run, from its events. */
@Singleton
final class RunTasks {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EVENTS = 5000;
  private static final long TEXT = 8 << 20;
  private static final int LOOKED_AT = 20;
  private static final int FEW = 300;
  private static final long FEW_TEXT = 1 << 20;
  private static final int TASKS_NAMED = 4;
  private static final int PERCENT = 100;
  private static final List<String> RESULTS = List.of("ok", "failed", "unreachable", "skipped");

  private final RunEvents events;
  private final LiveRunRepository live;

  RunTasks(RunEvents events, LiveRunRepository live) {
    this.events = events;
    this.live = live;
  }

  /** The failure that the run is about: the last one that was not ignored. */
  Optional<RunPage.Fault> fault(Run run) {
    for (UUID play : events.plays(run)) {
      for (String kind : List.of("failed", "unreachable")) {
        for (StoredEvent event : live.lastEvents(play, kind, LOOKED_AT)) {
          JsonNode told = json(event);
          if (!told.path("ignored").asBoolean()) {
            return Optional.of(
                new RunPage.Fault(
                    told.path("task").asText(),
                    told.path("host").asText(),
                    message(told.path("result"))));
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Which tasks changed something and where, in one sentence; empty when nothing was changed, and
   * null for a run with more events than are read at once.
   */
  @Nullable String changed(Run run) {
    Map<String, Set<String>> changed = new LinkedHashMap<>();
    List<EventAt> told = told(run, FEW, FEW_TEXT);
    if (told.stream().noneMatch(at -> at.event().kind().equals("stats"))) {
      return null;
    }
    for (EventAt at : told) {
      if (at.event().kind().equals("ok")) {
        JsonNode event = json(at.event());
        if (event.path("result").path("changed").asBoolean()) {
          changed
              .computeIfAbsent(event.path("task").asText(), task -> new TreeSet<>())
              .add(event.path("host").asText());
        }
      }
    }
    if (changed.isEmpty()) {
      return "";
    }
    Set<String> hosts = new TreeSet<>();
    changed.values().forEach(hosts::addAll);
    String tasks =
        changed.keySet().stream().limit(TASKS_NAMED).collect(Collectors.joining("; "))
            + (changed.size() > TASKS_NAMED
                ? "; and %d more".formatted(changed.size() - TASKS_NAMED)
                : "");
    return "%s on %s: %s"
        .formatted(
            run.checkMode() ? "It would change something" : "It changed something",
            hosts.size() == 1 ? hosts.iterator().next() : hosts.size() + " hosts",
            tasks);
  }

  /** What a result says first. */
  static String message(JsonNode result) {
    return Stream.of("msg", "stderr", "stdout")
        .map(name -> result.path(name))
        .map(node -> node.isTextual() ? node.asText() : node.isMissingNode() ? "" : node.toString())
        .filter(text -> !text.isBlank())
        .findFirst()
        .orElse("");
  }

  /** All tasks in order, as far as the first events tell of them. */
  RunTasksTab of(Run run) {
    List<Begun> begun = new ArrayList<>();
    List<EventAt> told = told(run, EVENTS, TEXT);
    for (EventAt at : told) {
      JsonNode event = json(at.event());
      if (at.event().kind().equals("task")) {
        begun.add(new Begun(event.path("task").asText(), new ArrayList<>()));
      } else if (RESULTS.contains(at.event().kind()) && !begun.isEmpty()) {
        begun.getLast().results().add(event);
      }
    }
    double longest = begun.stream().mapToDouble(Begun::seconds).max().orElse(0);
    List<RunTasksTab.Task> tasks = new ArrayList<>();
    for (Begun task : begun) {
      tasks.add(task(tasks.size() + 1, task, longest));
    }
    return new RunTasksTab(tasks, told.size() >= EVENTS);
  }

  /** The first events; each may have 64 KiB. */
  private List<EventAt> told(Run run, int most, long mostText) {
    List<EventAt> told = new ArrayList<>();
    List<EventAt> some = events.page(run, EventCursor.START);
    long text = 0;
    while (!some.isEmpty() && told.size() < most && text < mostText) {
      told.addAll(some);
      text += some.stream().mapToLong(at -> at.event().event().length()).sum();
      some = events.page(run, some.getLast().cursor());
    }
    return told;
  }

  private record Begun(String name, List<JsonNode> results) {
    double seconds() {
      return results.stream().mapToDouble(r -> r.path("seconds").asDouble()).max().orElse(0);
    }
  }

  private static RunTasksTab.Task task(int number, Begun task, double longest) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (JsonNode result : task.results()) {
      counts.merge(status(result).word(), 1, Integer::sum);
    }
    return new RunTasksTab.Task(
        number,
        task.name(),
        span(task.seconds()),
        longest == 0 ? 0 : (int) (task.seconds() * PERCENT / longest),
        counts,
        task.results().stream().map(RunTasks::result).toList());
  }

  private static String span(double seconds) {
    return When.span(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private static RunTasksTab.Result result(JsonNode event) {
    JsonNode result = event.path("result");
    return new RunTasksTab.Result(
        event.path("host").asText(),
        status(event),
        span(event.path("seconds").asDouble()),
        message(result),
        result.isEmpty() ? "" : result.toPrettyString());
  }

  private static Status status(JsonNode event) {
    return switch (event.path("event").asText()) {
      case "failed" ->
          event.path("ignored").asBoolean() ? Status.idle("ignored") : Status.bad("failed");
      case "unreachable" -> Status.bad("unreachable");
      case "skipped" -> Status.idle("skipped");
      default ->
          event.path("result").path("changed").asBoolean()
              ? new Status("±", "changed", "wait")
              : Status.good("ok");
    };
  }

  private static JsonNode json(StoredEvent event) {
    try {
      return JSON.readTree(event.event());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that we stored is not JSON", e);
    }
  }
}
