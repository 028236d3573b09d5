package io.promansible.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.sse.Event;
import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import io.promansible.access.AccessRole;
import io.promansible.database.TimeIds;
import io.promansible.door.Following;
import io.promansible.door.FollowingBinder;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.history.RunEvents;
import io.promansible.history.RunEvents.EventCursor;
import io.promansible.history.VisibleRuns;
import io.promansible.live.EventStream;
import io.promansible.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code /api/v1/job/progress/{uuid}}: the results of a job as they come, each a message with
 * {@code _pansible_task}, {@code _pansible_job}, {@code type}, {@code target} and {@code result}.
 */
@ServerWebSocket("/api/v1/job/progress/{uuid}")
@RequiresRole(AccessRole.VIEWER)
final class JobSocket {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> RESULTS = List.of("ok", "failed", "unreachable", "skipped");

  private final VisibleRuns runs;
  private final RunEvents events;
  private final FollowingBinder followings;
  private final Map<String, Disposable> followed = new ConcurrentHashMap<>();

  JobSocket(VisibleRuns runs, RunEvents events, FollowingBinder followings) {
    this.runs = runs;
    this.events = events;
    this.followings = followings;
  }

  @OnOpen
  void open(String uuid, WebSocketSession session, HttpRequest<?> request) {
    Following caller = followings.of(request);
    UUID job;
    try {
      job = TimeIds.parse("uuid", uuid);
    } catch (InputFault e) {
      session.close(new CloseReason(CloseReason.UNSUPPORTED_DATA.getCode(), "no job of this id"));
      return;
    }
    followed.put(
        session.getId(),
        Mono.fromCallable(() -> look(caller, job).isPresent())
            .subscribeOn(Schedulers.boundedElastic())
            .flatMapMany(known ->
                known
                    ? EventStream.of(job, EventCursor.START, of -> look(caller, of), events)
                    : Mono.error(new InputFault("uuid", "no job " + uuid)))
            .concatMapIterable(event -> messages(job, event))
            .concatMap(message -> session.send(message), 1)
            .subscribe(
                sent -> {},
                fault ->
                    session.close(
                        new CloseReason(
                            CloseReason.UNSUPPORTED_DATA.getCode(), "no job of this id")),
                () -> session.close(CloseReason.NORMAL)));
  }

  private Optional<Run> look(Following caller, UUID job) {
    return caller.caller().flatMap(who -> runs.look(who, job));
  }

  /** The message of an event; none for events that Pansible does not tell of. */
  static List<String> messages(UUID job, Event<String> event) {
    String kind = String.valueOf(event.getName());
    ObjectNode message = JSON.createObjectNode();
    message.put("_pansible_task", job.toString());
    message.put("_pansible_job", job.toString());
    JsonNode told = json(event.getData());
    if (RESULTS.contains(kind)) {
      boolean changed = told.path("result").path("changed").asBoolean();
      message.put("type", kind.equals("ok") && changed ? "changed" : kind);
      message.put("target", told.path("host").asText());
      ObjectNode result =
          told.path("result") instanceof ObjectNode some ? some : JSON.createObjectNode();
      result.put("changed", changed);
      if (kind.equals("unreachable")) {
        result.put("unreachable", true);
      }
      message.set("result", result);
      return List.of(message.toString());
    }
    if (kind.equals("stats")) {
      return stats(message, told.path("stats"));
    }
    if (kind.equals("end")) {
      boolean good = told.path("outcome").asText().equals("succeeded");
      message.put("type", "task_finish");
      message.put(
          "reason",
          good
              ? "success"
              : "failed: " + told.path("outcome").asText() + ": " + told.path("reason").asText());
      return List.of(message.toString());
    }
    return List.of();
  }

  private static List<String> stats(ObjectNode message, JsonNode byHost) {
    return byHost.properties().stream()
        .map(host ->
            message
                .deepCopy()
                .put("type", "stats")
                .put("target", host.getKey())
                .put("failed", host.getValue().path("failures").asInt())
                .put("unreachable", host.getValue().path("unreachable").asInt() > 0 ? 1 : 0)
                .toString())
        .toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that we stored is not JSON", e);
    }
  }

  /** What a client sends is ignored. */
  @OnMessage
  void message(String text) {}

  @OnClose
  void close(WebSocketSession session) {
    Optional.ofNullable(followed.remove(session.getId())).ifPresent(Disposable::dispose);
  }
}
