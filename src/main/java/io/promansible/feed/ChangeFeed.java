package io.promansible.feed;

import io.micronaut.http.sse.Event;
import io.promansible.access.Principal;
import io.promansible.identity.RandomSecret;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The stream of what changed. All followers of a node share one look every half second; without
 * followers nobody looks.
 *
 * <p>A follower that comes back with the id of its last event gets what it missed. Where that is
 * not known any more, it gets {@code reset}: it must read anew what it shows.
 */
@Singleton
public final class ChangeFeed {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int LOOKS_PER_HEARTBEAT = 30;
  private static final int KEPT = 2000;
  private static final int BATCHES_WAITING = 64;

  private final Look look;
  private final Flux<List<Numbered>> shared;
  private final Deque<Numbered> kept = new ArrayDeque<>();
  private Map<String, Change> known = Map.of();
  private String epoch = "";
  private long number;

  ChangeFeed(Look look) {
    this.look = look;
    this.shared =
        Flux.interval(Duration.ZERO, PAUSE, Schedulers.boundedElastic())
            .onBackpressureDrop()
            .concatMap(tick -> Flux.just(next()), 1)
            .doOnSubscribe(begun -> begin())
            .publish()
            .refCount(1, PAUSE.multipliedBy(20));
  }

  /** A change with its place in the stream. */
  record Numbered(String epoch, long number, Change change) {
    String id() {
      return epoch + "-" + number;
    }
  }

  /**
   * What changes from now on, or since an event.
   *
   * @param about the kinds that the follower wants
   * @param last the id of the last event that it has; null for none
   * @param caller who follows, as long as that one may
   */
  public Flux<Event<String>> follow(
      Set<String> about, @Nullable String last, Supplier<Optional<Principal>> caller) {
    return shared
        // Who reads too slowly is cut off, and comes back with the id of its last event.
        .onBackpressureBuffer(BATCHES_WAITING)
        .index()
        .concatMapIterable(
            batch -> events(batch.getT1(), batch.getT2(), about, last, caller.get()), 1)
        .takeUntil(event -> "end".equals(event.getName()));
  }

  private List<Event<String>> events(
      long index,
      List<Numbered> batch,
      Set<String> about,
      @Nullable String last,
      Optional<Principal> caller) {
    if (caller.isEmpty()) {
      return List.of(Event.of("{}").name("end"));
    }
    List<Event<String>> events = new ArrayList<>();
    List<Numbered> news = batch;
    if (index == 0) {
      // The first line also tells the browser that the stream is open.
      Optional<List<Numbered>> missed = last == null ? Optional.of(batch) : since(last);
      // What was missed comes behind it, so its id is the one before that.
      String id = last == null || missed.isEmpty() ? position() : last;
      events.add(Event.of("{}").name("hello").id(id));
      if (missed.isEmpty()) {
        events.add(Event.of("{}").name("reset").id(position()));
      }
      news = missed.orElse(List.of());
    }
    for (Numbered one : news) {
      if (about.contains(one.change().kind()) && one.change().visible().test(caller.get())) {
        events.add(Event.of(one.change().data()).name(one.change().kind()).id(one.id()));
      }
    }
    if (events.isEmpty() && index % LOOKS_PER_HEARTBEAT == 0) {
      events.add(Event.of("").comment("still here"));
    }
    return events;
  }

  private synchronized String position() {
    return epoch + "-" + number;
  }

  /** What came after an event; empty when that is not known. */
  private synchronized Optional<List<Numbered>> since(String last) {
    if (last.equals(position())) {
      return Optional.of(List.of());
    }
    List<Numbered> after = new ArrayList<>();
    boolean found = last.equals(epoch + "-0") && kept.size() == number;
    for (Numbered one : kept) {
      if (found) {
        after.add(one);
      }
      found |= one.id().equals(last);
    }
    return found ? Optional.of(after) : Optional.empty();
  }

  private synchronized void begin() {
    epoch = RandomSecret.next().substring(0, 8);
    number = 0;
    kept.clear();
    known = Map.of();
  }

  private synchronized void note(List<Numbered> news, Change change) {
    Numbered numbered = new Numbered(epoch, ++number, change);
    news.add(numbered);
    kept.addLast(numbered);
  }

  private List<Numbered> next() {
    Map<String, Change> now;
    try {
      now = look.now();
    } catch (RuntimeException e) {
      // The next look tells; followers keep their stream, and the readiness says what is wrong.
      LOG.debug("nothing can be told of changes now: {}", e.toString());
      return List.of();
    }
    return changed(now);
  }

  private synchronized List<Numbered> changed(Map<String, Change> now) {
    List<Numbered> news = new ArrayList<>();
    boolean first = known.isEmpty();
    if (!first) {
      // What left the newest and does not go on: it ended, and this is the last that is told.
      known.forEach((key, before) -> {
        if (!now.containsKey(key) && !before.over()) {
          note(news, before.gone());
        }
      });
    }
    for (Map.Entry<String, Change> one : now.entrySet()) {
      Change before = known.get(one.getKey());
      if (!first && (before == null || !before.state().equals(one.getValue().state()))) {
        note(news, one.getValue());
      }
    }
    while (kept.size() > KEPT) {
      kept.removeFirst();
    }
    known = now;
    return news;
  }
}
