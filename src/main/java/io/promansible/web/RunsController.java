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
import io.promansible.run.Run;
import io.promansible.run.RunArchive;
import io.promansible.run.RunHost;
import io.promansible.run.RunIds;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunQueue;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import io.promansible.run.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
  private final RunPartsRepository parts;
  private final RunArchive archive;
  private final RunQueue queue;

  RunsController(RunRepository runs, RunPartsRepository parts, RunArchive archive, RunQueue queue) {
    this.runs = runs;
    this.parts = parts;
    this.archive = archive;
    this.queue = queue;
  }

  @Get
  Map<String, @Nullable Object> list(@RequestBean RunQuery query) {
    int most = Cursor.limit(query.limit());
    List<Run> rows = runs.page(query.filter(), most + 1);
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
    return RunView.of(run, parts.hosts(run.id()));
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

  /** An event of a run; {@code event} is what the callback plugin wrote. */
  record EventView(int seq, @JsonRawValue String event) {}

  /** The events in order; those after a number, to follow a run. */
  @Get(value = "/{id}/events{?after}", produces = MediaType.APPLICATION_JSON)
  Map<String, Object> events(String id, @Nullable Integer after) {
    List<StoredEvent> events = parts.events(find(id).id(), after == null ? 0 : after, EVENTS_MAX);
    return Map.of("events", events.stream().map(e -> new EventView(e.seq(), e.event())).toList());
  }

  /**
   * The same, live: what is there, then what comes, until the run ends. Each event's id is its
   * number, so a reader that lost the connection goes on by {@code Last-Event-ID}.
   */
  @Get(value = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM)
  @RouteCondition("#{T(io.promansible.web.EventStream).wanted(request.headers)}")
  Publisher<Event<String>> live(String id, @Nullable @Header("Last-Event-ID") Integer last) {
    return EventStream.of(find(id).id(), last == null ? 0 : last, runs, parts);
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
    String text =
        archive
            .read(run.id(), name)
            .orElseThrow(() ->
                new HttpStatusException(
                    HttpStatus.NOT_FOUND,
                    run.state() == RunState.RUNNING
                        ? "the run is on node " + run.node() + ", which has it until the end"
                        : "the run left none: " + run.reason()));
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    return HttpResponse.ok(Arrays.copyOfRange(all, Math.min(offset, all.length), all.length))
        .header("X-Log-Length", Integer.toString(all.length))
        .contentType(MediaType.of("text/plain;charset=utf-8"));
  }

  private Run find(String id) {
    return runs.findById(RunIds.parse("id", id))
        .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no run " + id));
  }
}
