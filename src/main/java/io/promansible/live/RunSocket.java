package io.promansible.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
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
import io.promansible.run.Run;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code /api/v1/runs/{id}/live}: the {@link EventStream} of a run, over a WebSocket. Each message
 * is an object of {@code event}, {@code id} (with {@code ?after=ID} the next call goes on there)
 * and {@code data}; after {@code end} the socket is closed. What the client sends is ignored.
 */
@ServerWebSocket("/api/v1/runs/{id}/live")
@RequiresRole(AccessRole.VIEWER)
final class RunSocket {
  private static final Logger LOG = LoggerFactory.getLogger(RunSocket.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REASON_MAX = 120;

  private final VisibleRuns runs;
  private final RunEvents events;
  private final FollowingBinder followings;
  private final Map<String, Disposable> followed = new ConcurrentHashMap<>();

  RunSocket(VisibleRuns runs, RunEvents events, FollowingBinder followings) {
    this.runs = runs;
    this.events = events;
    this.followings = followings;
  }

  @OnOpen
  void open(String id, WebSocketSession session, HttpRequest<?> request) {
    UUID run;
    Following caller = followings.of(request);
    EventCursor after;
    try {
      run = TimeIds.parse("id", id);
      after =
          request.getParameters().get("after") == null
              ? EventCursor.START
              : EventCursor.parse("after", request.getParameters().get("after"));
    } catch (InputFault e) {
      session.close(theirs(e));
      return;
    }
    Disposable following =
        Mono.fromCallable(() -> look(caller, run).isPresent())
            .subscribeOn(Schedulers.boundedElastic())
            .flatMapMany(known ->
                known
                    ? EventStream.of(run, after, of -> look(caller, of), events)
                    : Mono.error(new InputFault("id", "no run " + id)))
            // One message at a time: a slow reader slows its own stream, not the service.
            .concatMap(event -> session.send(message(event)), 1)
            .subscribe(
                sent -> {},
                fault -> {
                  LOG.debug("run {}: a follower left: {}", id, fault.toString());
                  session.close(
                      new CloseReason(
                          CloseReason.UNSUPPORTED_DATA.getCode(),
                          String.valueOf(fault.getMessage())));
                },
                () -> session.close(CloseReason.NORMAL));
    followed.put(session.getId(), following);
  }

  private Optional<Run> look(Following following, UUID id) {
    return following.caller().flatMap(who -> runs.look(who, id));
  }

  @OnMessage
  void message(String ignored) {
    LOG.trace("a follower said {} characters", ignored.length());
  }

  @OnClose
  void close(WebSocketSession session) {
    Disposable following = followed.remove(session.getId());
    if (following != null) {
      following.dispose();
    }
  }

  /** A close frame has room for 123 bytes of reason. */
  private static CloseReason theirs(Throwable fault) {
    String why = String.valueOf(fault.getMessage()).replaceAll("[^ -~]", "?");
    return new CloseReason(
        CloseReason.UNSUPPORTED_DATA.getCode(),
        why.substring(0, Math.min(why.length(), REASON_MAX)));
  }

  private static String message(Event<String> event) {
    ObjectNode message = JSON.createObjectNode();
    message.put("event", event.getName() == null ? "heartbeat" : event.getName());
    if (event.getId() != null) {
      message.put("id", event.getId());
    }
    if (!event.getData().isEmpty()) {
      message.putRawValue("data", new RawValue(event.getData()));
    }
    return message.toString();
  }
}
