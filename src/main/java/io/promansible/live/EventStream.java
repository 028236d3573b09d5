package io.promansible.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MediaType;
import io.micronaut.http.sse.Event;
import io.promansible.history.RunEvents;
import io.promansible.history.RunEvents.EventAt;
import io.promansible.history.RunEvents.EventCursor;
import io.promansible.http.Parameters;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Streams the events of a run as they come, from the database, whichever node runs it. */
public final class EventStream {
  /** The name of the last event; nothing comes after it. */
  static final String END = "end";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOOK = Duration.ofMillis(250);
  // A proxy closes a connection that is silent for long.
  private static final int LOOKS_PER_HEARTBEAT = 60;
  private static final int LOOKS_PER_PROGRESS = 3;
  private static final int AT_ONCE = 100;

  private final Function<UUID, Optional<Run>> runs;
  private final RunEvents events;
  private final UUID id;
  private final AtomicReference<EventCursor> seen;
  // Only next() changes these fields, and it runs once at a time.
  private volatile boolean news;
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger silent = new AtomicInteger();

  private EventStream(
      Function<UUID, Optional<Run>> runs, RunEvents events, UUID id, EventCursor after) {
    this.runs = runs;
    this.events = events;
    this.id = id;
    this.seen = new AtomicReference<>(after);
  }

  /** Whether a caller asks for server-sent events. */
  public static boolean wanted(HttpHeaders headers) {
    String accept = headers.get(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MediaType.TEXT_EVENT_STREAM);
  }

  /**
   * The events after a cursor and those to come, until the run ends: Ansible's events with their
   * ids, a {@code progress} every now and then, and at last an {@code end}.
   *
   * @param runs gives the run as long as the caller may see it; without it the stream ends
   */
  public static Flux<Event<String>> of(
      UUID id, EventCursor after, Function<UUID, Optional<Run>> runs, RunEvents events) {
    EventStream stream = new EventStream(runs, events, id, after);
    return Flux.interval(Duration.ZERO, LOOK, Schedulers.boundedElastic())
        .onBackpressureDrop()
        .concatMapIterable(tick -> stream.next(), 1)
        .takeUntil(event -> END.equals(event.getName()));
  }

  private List<Event<String>> next() {
    // Read the state before the events: what comes in between is found by the next look.
    Optional<Run> run = runs.apply(id);
    List<Event<String>> found = new ArrayList<>();
    if (run.isPresent()) {
      for (EventAt at : events.after(run.get(), seen.get(), AT_ONCE)) {
        seen.set(at.cursor());
        found.add(Event.of(at.event().event()).id(at.cursor().toString()).name(at.event().kind()));
      }
    }
    boolean over = run.filter(r -> r.state() != RunState.FINISHED).isEmpty();
    news |= !found.isEmpty();
    boolean idle = found.isEmpty();
    // Progress takes several queries: send it at every third look with news, and at the end.
    if (news && (looks.getAndIncrement() % LOOKS_PER_PROGRESS == 0 || (over && idle))) {
      news = false;
      run.map(events::progress)
          .ifPresent(progress ->
              found.add(Event.of(JSON.valueToTree(progress).toString()).name("progress")));
    } else if (idle && over) {
      found.add(Event.of(ending(run)).name(END));
    } else if (idle && silent.incrementAndGet() % LOOKS_PER_HEARTBEAT == 0) {
      found.add(Event.of("").comment("still here"));
    }
    return found;
  }

  private static String ending(Optional<Run> run) {
    return run.map(r ->
            JSON.createObjectNode()
                .put("outcome", Parameters.shown(r.outcome()))
                .put("reason", r.reason())
                .toString())
        .orElse("{}");
  }
}
