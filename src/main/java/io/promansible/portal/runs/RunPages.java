package io.promansible.portal.runs;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.database.TimeIds;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Conflict;
import io.promansible.history.VisibleRuns;
import io.promansible.http.RequestThreads;
import io.promansible.manual.Retries;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.query.RunQuery;
import io.promansible.queue.HeldHosts;
import io.promansible.queue.RunQueue;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /runs}: the list, and one run with its log, tasks, hosts and play. */
@Controller("/runs")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RunPages {
  private final Shown shown;
  private final VisibleRuns visible;
  private final RunQueue queue;
  private final Retries retries;
  private final HeldHosts held;
  private final Pages pages;

  /** What the pages show. */
  @Singleton
  record Shown(RunList list, OneRun one, RunTabs tabs) {}

  RunPages(
      Shown shown,
      VisibleRuns visible,
      RunQueue queue,
      Retries retries,
      HeldHosts held,
      Pages pages) {
    this.shown = shown;
    this.visible = visible;
    this.queue = queue;
    this.retries = retries;
    this.held = held;
    this.pages = pages;
  }

  @Get
  HttpResponse<?> list(@RequestBean RunQuery query, Principal caller, HttpRequest<?> request) {
    return pages.show("runs/list", caller, request, shown.list.of(caller, query.withoutBlanks()));
  }

  /**
   * One run.
   *
   * @param tab log, tasks, hosts or playbook
   * @param failed whether the tab hosts shows only those on which it did not succeed
   * @param after the last host of the page before
   */
  @Get("/{id}{?tab,failed,after}")
  HttpResponse<?> one(
      String id,
      @Nullable String tab,
      @Nullable Boolean failed,
      @Nullable String after,
      Principal caller,
      HttpRequest<?> request) {
    Run run = visible.find(caller, TimeIds.parse("id", id));
    return pages.show(
        "runs/one",
        caller,
        request,
        shown.one.of(
            caller,
            run,
            shown.tabs.of(
                run,
                // Open pages read their log by lines.
                tab == null ? (request.getHeaders().contains("X-Live") ? "none" : "log") : tab,
                Boolean.TRUE.equals(failed),
                after == null ? "" : after)));
  }

  @Post("/{id}/cancel")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> cancel(
      String id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    Run run = visible.operable(caller, TimeIds.parse("id", id));
    boolean asked = queue.cancel(run, caller.name());
    return pages.on(
        request,
        "/runs/" + run.id(),
        asked
            ? Notice.done("It is asked to end: Ansible finishes nothing that it has not begun.")
            : Notice.fault("the run is finished already"));
  }

  @Post("/{id}/release")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> release(
      String id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    Run run = visible.operable(caller, TimeIds.parse("id", id));
    return pages.on(
        request,
        "/runs/" + run.id(),
        held.release(run, caller.name())
            ? Notice.done("Its hosts are free: what waits for them may start.")
            : Notice.fault("the run holds no hosts any more"));
  }

  /** Queues it once more: on all its hosts, or on those on which it did not succeed. */
  @Post("/{id}/retry")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> retry(
      String id, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    Run run = visible.operable(caller, TimeIds.parse("id", id));
    try {
      UUID again =
          retries.retry(
              run,
              "failed".equals(fields.get("hosts")),
              "same".equals(fields.get("commit")),
              caller);
      return pages.on(
          request, "/runs/" + again, Notice.done("Queued once more: this is the new run."));
    } catch (Conflict e) {
      return pages.on(request, "/runs/" + run.id(), Notice.fault(String.valueOf(e.getMessage())));
    }
  }
}
