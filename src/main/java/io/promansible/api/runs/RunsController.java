package io.promansible.api.runs;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.database.TimeIds;
import io.promansible.door.Following;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.history.HostsPage;
import io.promansible.history.Progress;
import io.promansible.history.RunEvents;
import io.promansible.history.RunEvents.EventCursor;
import io.promansible.history.RunHistory;
import io.promansible.history.RunVars;
import io.promansible.history.VisibleRuns;
import io.promansible.http.Cursor;
import io.promansible.http.Page;
import io.promansible.http.RequestThreads;
import io.promansible.live.EventStream;
import io.promansible.query.RunQuery;
import io.promansible.queue.RunQueue;
import io.promansible.run.HostCounts;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunState;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/runs}: lists runs, shows their hosts and events, and cancels them. */
@Controller("/api/v1/runs")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RunsController {
  private static final Logger LOG = LoggerFactory.getLogger(RunsController.class);

  private final VisibleRuns runs;
  private final RunHistory history;
  private final RunPartsRepository parts;
  private final RunQueue queue;
  private final RunEvents events;
  private final RunVars masked;

  RunsController(
      VisibleRuns runs,
      RunHistory history,
      RunPartsRepository parts,
      RunQueue queue,
      RunEvents events,
      RunVars masked) {
    this.runs = runs;
    this.history = history;
    this.parts = parts;
    this.queue = queue;
    this.events = events;
    this.masked = masked;
  }

  @Get
  Map<String, @Nullable Object> list(@RequestBean RunQuery query, Principal caller) {
    Page<Run> page =
        Page.of(
            query.limit(),
            query.cursor(),
            (from, most) -> history.page(query.filter(from), most),
            new Page.Row<>(Run::queuedAt, Run::id),
            rows -> runs.of(caller, rows));
    List<UUID> ids = page.rows().stream().map(Run::id).toList();
    List<HostCounts> counts = ids.isEmpty() ? List.of() : parts.counts(ids);
    return page.shown(
        "runs",
        page.rows().stream()
            .map(run -> RunView.row(run, parts.names(run.id(), RunView.NAMES), counts))
            .toList());
  }

  @Get("/{id}")
  OneRunView one(String id, Principal caller) {
    Run run = find(caller, id);
    RunView view =
        RunView.of(
                run,
                firstHosts(run),
                parts.counts(List.of(run.id())),
                progress(run),
                runs.slices(run))
            .with(masked.vars(run), masked.alerts(run));
    return new OneRunView(view, masked.commits(run));
  }

  /**
   * A run, with what lists do not have.
   *
   * @param commits the commits of projects that it used, or is to use, by project
   */
  record OneRunView(@JsonUnwrapped RunView run, Map<String, String> commits) {}

  private List<RunHost> firstHosts(Run run) {
    return parts.page(run.id(), "", false, RunView.HOSTS);
  }

  /**
   * A page of a run's hosts, sorted by name, each with its results.
   *
   * @param hosts {@code all}, or {@code failed}: only hosts on which it did not succeed
   * @param after the last name that the caller has
   */
  @Get("/{id}/hosts{?hosts,limit,after}")
  Map<String, @Nullable Object> hosts(
      String id,
      @Nullable String hosts,
      @Nullable Integer limit,
      @Nullable String after,
      Principal caller) {
    if (hosts != null && !List.of("all", "failed").contains(hosts)) {
      throw new InputFault("hosts", "'" + hosts + "' is not all or failed");
    }
    HostsPage page =
        HostsPage.of(
            parts,
            find(caller, id).id(),
            after == null ? "" : after,
            "failed".equals(hosts),
            Cursor.limit(limit));
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("hosts", page.hosts().stream().map(RunView.HostView::of).toList());
    shown.put("after", page.after());
    return shown;
  }

  private Optional<Progress> progress(Run run) {
    return run.state() == RunState.RUNNING ? Optional.of(events.progress(run)) : Optional.empty();
  }

  /**
   * An event of a run; {@code event} is what the callback plugin wrote.
   *
   * @param seq the event's number within its play
   * @param id the id to give as {@code after} to go on behind this event
   * @param play the run, or its slice
   */
  record EventView(int seq, String id, UUID play, @JsonRawValue String event) {}

  /**
   * The events of a run in order, after an id. A caller that accepts an event stream gets the
   * events so far, then new ones until the run ends; after a lost connection it goes on by {@code
   * Last-Event-ID}.
   */
  @Get(value = "/{id}/events{?after}")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  HttpResponse<?> events(
      String id,
      @Nullable String after,
      @Nullable @Header("Last-Event-ID") String last,
      Principal caller,
      @Parameter(hidden = true) Following following,
      HttpRequest<?> request) {
    EventCursor cursor =
        last != null
            ? EventCursor.parse("Last-Event-ID", last)
            : after == null ? EventCursor.START : EventCursor.parse("after", after);
    Run run = find(caller, id);
    // One route for both: Micronaut keeps the context of a route's condition in a static field, so
    // that two services in one process would disturb each other.
    if (EventStream.wanted(request.getHeaders())) {
      return HttpResponse.ok(
              EventStream.of(
                  run.id(),
                  cursor,
                  of -> following.caller().flatMap(who -> runs.look(who, of)),
                  events))
          .contentType(MediaType.TEXT_EVENT_STREAM_TYPE);
    }
    return HttpResponse.ok(
            Map.of(
                "events",
                events.page(run, cursor).stream()
                    .map(e ->
                        new EventView(
                            e.event().seq(), e.cursor().toString(), e.play(), e.event().event()))
                    .toList()))
        .contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  /** Cancels a run: a queued one does not start, a running one is asked to end. */
  @Post("/{id}/cancel")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> cancel(String id, Principal caller) {
    Run run = runs.operable(caller, TimeIds.parse("id", id));
    if (!queue.cancel(run, caller.name())) {
      throw new HttpStatusException(HttpStatus.CONFLICT, "the run is finished already");
    }
    LOG.info("run {}: cancel asked by {}", run.id(), caller.name());
    return HttpResponse.accepted().body(RunView.of(find(caller, id), firstHosts(run), List.of()));
  }

  private Run find(Principal caller, String id) {
    return runs.find(caller, TimeIds.parse("id", id));
  }
}
