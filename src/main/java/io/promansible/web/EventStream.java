package io.promansible.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MediaType;
import io.micronaut.http.sse.Event;
import io.promansible.run.Run;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import io.promansible.run.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The events of a run as server-sent events, read from the store, whichever node runs it. */
public final class EventStream {
  private static final Duration LOOK = Duration.ofMillis(250);
  // A proxy closes what is silent for long.
  private static final int LOOKS_PER_HEARTBEAT = 60;
  private static final int AT_ONCE = 500;
  private static final String END = "end";

  private EventStream() {}

  /**
   * Whether a caller asks for a stream; public, as the route's condition calls it from elsewhere.
   */
  public static boolean wanted(HttpHeaders headers) {
    String accept = headers.get(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MediaType.TEXT_EVENT_STREAM);
  }

  static Flux<Event<String>> of(UUID id, int after, RunRepository runs, RunPartsRepository parts) {
    AtomicInteger seen = new AtomicInteger(after);
    AtomicInteger silent = new AtomicInteger();
    return Flux.interval(Duration.ZERO, LOOK, Schedulers.boundedElastic())
        .onBackpressureDrop()
        .concatMapIterable(tick -> next(id, seen, silent, runs, parts), 1)
        .takeUntil(event -> END.equals(event.getName()));
  }

  private static List<Event<String>> next(
      UUID id,
      AtomicInteger seen,
      AtomicInteger silent,
      RunRepository runs,
      RunPartsRepository parts) {
    // The state first: events that come between the two looks are found by the next one.
    boolean over = runs.findById(id).map(Run::state).filter(s -> s != RunState.FINISHED).isEmpty();
    List<Event<String>> events = new ArrayList<>();
    for (StoredEvent stored : parts.events(id, seen.get(), AT_ONCE)) {
      seen.set(stored.seq());
      events.add(Event.of(stored.event()).id(Integer.toString(stored.seq())).name(stored.kind()));
    }
    if (events.isEmpty() && over) {
      events.add(Event.of("{}").name(END));
    } else if (events.isEmpty() && silent.incrementAndGet() % LOOKS_PER_HEARTBEAT == 0) {
      events.add(Event.of("").comment("still here"));
    }
    return events;
  }
}
