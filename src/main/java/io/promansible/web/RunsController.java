package io.promansible.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.http.annotation.RouteCondition;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.run.Progress;
import io.promansible.run.Run;
import io.promansible.run.RunArchive;
import io.promansible.run.RunEvents;
import io.promansible.run.RunEvents.Place;
import io.promansible.run.RunHistory;
import io.promansible.run.RunHost;
import io.promansible.run.RunIds;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunQueue;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/runs}: the history, and each run from the inside. */
@Controller("/api/v1/runs")
@ExecuteOn(TaskExecutors.BLOCKING)
@Needs(AccessRole.VIEWER)
final class RunsController {
  private static final Logger LOG = LoggerFactory.getLogger(RunsController.class);
  private static final int EVENTS_MAX = 10_000;

  private final RunRepository runs;
  private final RunHistory history;
  private final RunPartsRepository parts;
  private final RunArchive archive;
  private final RunQueue queue;
  private final RunEvents events;

  RunsController(
      RunRepository runs,
      RunHistory history,
      RunPartsRepository parts,
      RunArchive archive,
      RunQueue queue,
      RunEvents events) {
    this.events = events;
    this.runs = runs;
    this.history = history;
    this.parts = parts;
    this.archive = archive;
    this.queue = queue;
  }

  @Get
  Map<String, @Nullable Object> list(@RequestBean RunQuery query) {
    int most = Cursor.limit(query.limit());
    List<Run> rows = history.page(query.filter(), most + 1);
    List<Run> shown = rows.subList(0, Math.min(most, rows.size()));
    List<UUID> ids = shown.stream().map(Run::id).toList();
    List<RunHost> hosts = ids.isEmpty() ? List.of() : parts.hostsOf(ids);
    return Pages.of(
        "runs",
        shown.stream().map(run -> RunView.of(run, hosts)).toList(),
        Cursor.after(rows, most, Run::queuedAt, Run::id));
  }

  @Get("/{id}")
  RunView one(String id) {
    Run run = find(id);
    return RunView.of(
        run,
        parts.hosts(run.id()),
        progress(run),
        run.slices() == 0 ? List.of() : runs.slices(run.id()));
  }

  private Optional<Progress> progress(Run run) {
    return run.state() == RunState.RUNNING ? Optional.of(events.progress(run)) : Optional.empty();
  }

  /**
   * What Ansible printed; grows while the run lives.
   *
   * @param offset bytes that the caller has already; {@code X-Log-Length} tells how many there are
   */
  @Get(value = "/{id}/log{?offset}", produces = MediaType.TEXT_PLAIN)
  HttpResponse<byte[]> log(String id, @Nullable Integer offset) {
    return text(find(id), RunArchive.LOG, offset == null ? 0 : Math.max(0, offset));
  }

  /** The rendered play. */
  @Get(value = "/{id}/playbook", produces = MediaType.TEXT_PLAIN)
  HttpResponse<byte[]> playbook(String id) {
    return text(find(id), RunArchive.PLAYBOOK, 0);
  }

  /**
   * An event of a run; {@code event} is what the callback plugin wrote.
   *
   * @param seq its number within its play
   * @param id where to go on after it
   * @param play the run, or the slice of it
   */
  record EventView(int seq, String id, UUID play, @JsonRawValue String event) {}

  /** The events in order; those after an id, to follow a run. */
  @Get(value = "/{id}/events{?after}", produces = MediaType.APPLICATION_JSON)
  Map<String, Object> events(String id, @Nullable String after) {
    Place place = after == null ? Place.START : Place.parse("after", after);
    return Map.of(
        "events",
        events.after(find(id), place, EVENTS_MAX).stream()
            .map(e ->
                new EventView(e.event().seq(), e.place().toString(), e.play(), e.event().event()))
            .toList());
  }

  /**
   * The same, live: what is there, then what comes, until the run ends. A reader that lost the
   * connection goes on by {@code Last-Event-ID}.
   */
  @Get(value = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM)
  @RouteCondition("#{T(io.promansible.web.EventStream).wanted(request.headers)}")
  Publisher<Event<String>> live(String id, @Nullable @Header("Last-Event-ID") String last) {
    Place place = last == null ? Place.START : Place.parse("Last-Event-ID", last);
    return EventStream.of(find(id).id(), place, runs, events);
  }

  /** Takes a queued run back, or asks for a running one to be ended. */
  @Post("/{id}/cancel")
  @Consumes(MediaType.ALL)
  @Needs(AccessRole.OPERATOR)
  HttpResponse<?> cancel(String id, HttpRequest<?> request) {
    Run run = find(id);
    if (run.state() == RunState.FINISHED || runs.askCancel(run.id()) == 0) {
      throw new HttpStatusException(HttpStatus.CONFLICT, "the run is finished already");
    }
    LOG.info("run {}: cancel asked by {}", run.id(), Door.callerOf(request));
    queue.wake();
    Run asked = runs.findById(run.id()).orElse(run);
    return HttpResponse.accepted().body(RunView.of(asked, parts.hosts(run.id())));
  }

  private HttpResponse<byte[]> text(Run run, String name, int offset) {
    if (run.slices() > 0 && offset > 0 && run.state() != RunState.FINISHED) {
      throw new HttpStatusException(
          HttpStatus.CONFLICT, "the run is in slices; follow the log of each of them");
    }
    String text = run.slices() == 0 ? read(run, name) : ofSlices(run, name);
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    return HttpResponse.ok(Arrays.copyOfRange(all, Math.min(offset, all.length), all.length))
        .header("X-Log-Length", Integer.toString(all.length))
        .contentType(MediaType.of("text/plain;charset=utf-8"));
  }

  private String read(Run run, String name) {
    return archive
        .read(run.id(), name)
        .orElseThrow(() ->
            new HttpStatusException(
                HttpStatus.NOT_FOUND,
                run.state() == RunState.RUNNING
                    ? "the run is on node " + run.node() + ", which has it until the end"
                    : "the run left none: " + run.reason()));
  }

  /** One behind the other; an offset into it holds only once all have ended. */
  private String ofSlices(Run run, String name) {
    List<String> texts = new ArrayList<>();
    List<Run> slices = runs.slices(run.id());
    for (Run slice : slices) {
      texts.add(
          "# slice %d of %d: run %s on node %s%n"
                  .formatted(texts.size() + 1, slices.size(), slice.id(), slice.node())
              + archive.read(slice.id(), name).orElse("(none here)\n"));
    }
    return String.join("\n", texts);
  }

  private Run find(String id) {
    return runs.findById(RunIds.parse("id", id))
        .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no run " + id));
  }
}
