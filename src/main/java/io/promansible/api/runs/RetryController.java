package io.promansible.api.runs;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.database.TimeIds;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.history.VisibleRuns;
import io.promansible.http.RequestThreads;
import io.promansible.manual.Retries;
import io.promansible.run.Run;
import io.promansible.run.RunPartsRepository;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/runs/{id}/retry}: a finished run once more. */
@Controller("/api/v1/runs")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.OPERATOR)
final class RetryController {
  private final Retries retries;
  private final VisibleRuns runs;
  private final RunPartsRepository parts;

  RetryController(Retries retries, VisibleRuns runs, RunPartsRepository parts) {
    this.retries = retries;
    this.runs = runs;
    this.parts = parts;
  }

  /**
   * Queues a finished run once more.
   *
   * @param hosts {@code all}, or {@code failed}: only the hosts on which it did not succeed
   * @param commit {@code newest}, or {@code same}: roles of projects as the run had them
   */
  @Post("/{id}/retry{?hosts,commit}")
  @Consumes(MediaType.ALL)
  HttpResponse<?> retry(
      String id,
      @Nullable @QueryValue String hosts,
      @Nullable @QueryValue String commit,
      Principal caller) {
    Run run = runs.operable(caller, TimeIds.parse("id", id));
    if (hosts != null && !List.of("all", "failed").contains(hosts)) {
      throw new InputFault("hosts", "'" + hosts + "' is not all or failed");
    }
    if (commit != null && !List.of("newest", "same").contains(commit)) {
      throw new InputFault("commit", "'" + commit + "' is not newest or same");
    }
    UUID again = retries.retry(run, "failed".equals(hosts), "same".equals(commit), caller);
    RunView view =
        RunView.of(
            runs.find(caller, again), parts.page(again, "", false, RunView.HOSTS), List.of());
    return HttpResponse.accepted(URI.create("/api/v1/runs/" + again))
        .body(new ManualRunController.QueuedView(view, List.of()));
  }
}
