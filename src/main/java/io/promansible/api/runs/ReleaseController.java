package io.promansible.api.runs;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.database.TimeIds;
import io.promansible.door.RequiresRole;
import io.promansible.fault.Conflict;
import io.promansible.history.VisibleRuns;
import io.promansible.http.RequestThreads;
import io.promansible.queue.HeldHosts;
import io.promansible.run.Run;

/** {@code POST /api/v1/runs/{id}/release}: frees the hosts that a lost run holds. */
@Controller("/api/v1/runs")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.OPERATOR)
final class ReleaseController {
  private final VisibleRuns runs;
  private final HeldHosts held;

  ReleaseController(VisibleRuns runs, HeldHosts held) {
    this.runs = runs;
    this.held = held;
  }

  /**
   * Releases the hosts of a lost run, which stay held while its play may go on on a node that is
   * gone; 409 when it holds none.
   */
  @Post("/{id}/release")
  @Consumes(MediaType.ALL)
  HttpResponse<?> release(String id, Principal caller) {
    Run run = runs.operable(caller, TimeIds.parse("id", id));
    if (!held.release(run, caller.name())) {
      throw new Conflict("the run holds no hosts after its end");
    }
    return HttpResponse.noContent();
  }
}
