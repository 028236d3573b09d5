package io.promansible.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.InputFault;
import io.promansible.run.Run;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import io.promansible.run.StoredEvent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** The events of a run so far, and of all its slices if it has some, whichever node runs it. */
@Singleton
public final class RunEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int AT_ONCE = 50;
  private static final int PAGE_MAX = 500;
  private static final int PAGE_TEXT = 4 << 20;

  private final RunRepository runs;
  private final RunPartsRepository parts;

  public RunEvents(RunRepository runs, RunPartsRepository parts) {
    this.runs = runs;
    this.parts = parts;
  }

  /**
   * Up to where a reader has read: the number of the last event, or one for each slice. As text it
   * is the id of an event: {@code 12}, or {@code 12.7} with two slices.
   */
  public record EventCursor(List<Integer> numbers) {
    private static final int SLICES_MAX = 10_000;

    /** The cursor before the first event. */
    public static final EventCursor START = new EventCursor(List.of());

    public EventCursor {
      numbers = List.copyOf(numbers);
    }

    /**
     * Reads a cursor.
     *
     * @throws InputFault when the text is no cursor
     */
    public static EventCursor parse(String field, String text) {
      try {
        return new EventCursor(
            Arrays.stream(text.split("\\.", SLICES_MAX)).map(Integer::parseInt).toList());
      } catch (NumberFormatException e) {
        throw new InputFault(field, "'" + text + "' is not the id of an event");
      }
    }

    int of(int slice) {
      return slice < numbers.size() ? numbers.get(slice) : 0;
    }

    EventCursor with(int slice, int number) {
      List<Integer> moved = new ArrayList<>(numbers);
      while (moved.size() <= slice) {
        moved.add(0);
      }
      moved.set(slice, number);
      return new EventCursor(moved);
    }

    @Override
    public String toString() {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
  }

  /**
   * An event, and the cursor behind it, from which a reader goes on.
   *
   * @param play the run whose play the event is of: the run itself or one of its slices
   */
  public record EventAt(EventCursor cursor, UUID play, StoredEvent event) {}

  /** The events after a cursor, at most {@code most}. */
  public List<EventAt> after(Run run, EventCursor cursor, int most) {
    List<UUID> plays = plays(run);
    List<EventAt> found = new ArrayList<>();
    EventCursor at = cursor;
    for (int i = 0; i < plays.size() && found.size() < most; i++) {
      for (StoredEvent event : parts.events(plays.get(i), at.of(i), most - found.size())) {
        at = at.with(i, event.seq());
        found.add(new EventAt(at, plays.get(i), event));
      }
    }
    return found;
  }

  /**
   * A page of the events after a cursor: at most 500, and no more behind the first 4 MiB of text,
   * as one event may hold 64 KiB. The next page begins at the cursor of the last one; the last page
   * is empty.
   */
  public List<EventAt> page(Run run, EventCursor cursor) {
    List<EventAt> page = new ArrayList<>();
    EventCursor at = cursor;
    int text = 0;
    while (page.size() < PAGE_MAX && text < PAGE_TEXT) {
      List<EventAt> some = after(run, at, AT_ONCE);
      for (EventAt event : some) {
        page.add(event);
        text += event.event().event().length();
      }
      if (some.size() < AT_ONCE) {
        break;
      }
      at = some.getLast().cursor();
    }
    return page;
  }

  /** The runs that have a play: the run itself, or its slices if it has some. */
  public List<UUID> plays(Run run) {
    return run.slices() == 0
        ? List.of(run.id())
        : runs.slices(run.id()).stream().map(Run::id).toList();
  }

  /** How far a run is. With slices: the task of the slowest that still runs, and all hosts. */
  public Progress progress(Run run) {
    if (run.slices() == 0) {
      return ofPlay(run, run.id());
    }
    int ended = 0;
    List<Progress> going = new ArrayList<>();
    for (Run slice : runs.slices(run.id())) {
      if (slice.state() == RunState.FINISHED) {
        ended += slice.hostCount();
      } else {
        going.add(ofPlay(slice, slice.id()));
      }
    }
    Progress slowest =
        going.stream()
            .min((a, b) -> Integer.compare(a.task(), b.task()))
            .orElse(new Progress(0, 0, "", 0, 0));
    int done =
        going.stream().mapToInt(p -> p.task() > slowest.task() ? p.hosts() : p.hostsDone()).sum();
    return new Progress(
        slowest.task(), slowest.tasks(), slowest.name(), ended + done, run.hostCount());
  }

  private Progress ofPlay(Run run, UUID play) {
    int hosts = run.hostCount();
    int tasks =
        parts.eventsOf(play, "play").stream().mapToInt(e -> json(e).path("tasks").asInt()).sum();
    int begun = parts.countEvents(play, "task");
    return parts
        .lastEvent(play, "task")
        .map(last ->
            new Progress(
                begun,
                Math.max(tasks, begun),
                json(last).path("task").asText(),
                Math.min(hosts, parts.hostsAfter(play, last.seq())),
                hosts))
        .orElse(new Progress(0, tasks, "", 0, hosts));
  }

  private static JsonNode json(StoredEvent event) {
    try {
      return JSON.readTree(event.event());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that we stored is not JSON", e);
    }
  }
}
