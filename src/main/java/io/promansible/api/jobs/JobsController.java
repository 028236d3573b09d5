package io.promansible.api.jobs;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
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
import io.promansible.job.Job;
import io.promansible.job.JobHostResult;
import io.promansible.job.JobRequest;
import io.promansible.job.JobResults;
import io.promansible.job.Jobs;
import io.promansible.manual.Retries;
import io.promansible.queue.RunQueue;
import io.promansible.run.Run;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/job}: a playbook on a stored inventory; each is a run, too. */
@Controller("/api/v1/job")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class JobsController {
  private static final int PAGE = 100;
  private static final int KEY_MAX = 200;

  private final Jobs jobs;
  private final JobResults results;
  private final VisibleRuns runs;
  private final RunQueue queue;
  private final Retries retries;

  JobsController(Jobs jobs, JobResults results, VisibleRuns runs, RunQueue queue, Retries retries) {
    this.jobs = jobs;
    this.results = results;
    this.runs = runs;
    this.queue = queue;
    this.retries = retries;
  }

  /**
   * Queues a job: env, playbook_id, inventory_id, and check for check mode.
   *
   * @param key a second request with the same key is answered with the job of the first
   */
  @Post
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<JobView> ask(
      @Body String body, @Nullable @Header("Idempotency-Key") String key, Principal caller) {
    Fields fields = Fields.read(body, "env", "playbook_id", "inventory_id", "check");
    String env = fields.text("env");
    long playbook = fields.number("playbook_id");
    long inventory = fields.number("inventory_id");
    boolean check = fields.flag("check");
    fields.end();
    if (key != null && (key.isBlank() || key.length() > KEY_MAX)) {
      throw new InputFault("Idempotency-Key", "must have from 1 to " + KEY_MAX + " characters");
    }
    JobRequest asked = new JobRequest(env, playbook, inventory, check);
    return accepted(caller, jobs.ask(asked, Optional.ofNullable(key), caller));
  }

  private HttpResponse<JobView> accepted(Principal caller, Job job) {
    return HttpResponse.<JobView>accepted(URI.create("/api/v1/job/" + job.runId()))
        .body(JobView.of(job, runs.find(caller, job.runId())));
  }

  /**
   * The newest first, a hundred at once, of those that the caller may see.
   *
   * @param before the last id that the caller has
   */
  @Get("{?before}")
  Map<String, List<JobView>> list(@Nullable @QueryValue Long before, Principal caller) {
    return Map.of(
        "jobs",
        jobs.page(before == null ? Long.MAX_VALUE : before, PAGE).stream()
            .flatMap(
                job -> runs.look(caller, job.runId()).map(run -> JobView.of(job, run)).stream())
            .toList());
  }

  @Get("/{uuid}")
  JobView one(String uuid, Principal caller) {
    Run run = find(caller, uuid);
    return JobView.of(jobs.find(run.id()), run);
  }

  private Run find(Principal caller, String uuid) {
    return runs.find(caller, jobs.find(TimeIds.parse("uuid", uuid)).runId());
  }

  /** How the job came out on each host, so far. */
  @Get("/result/{uuid}")
  Map<String, JobHostResult> result(String uuid, Principal caller) {
    return results.of(find(caller, uuid));
  }

  /** Asks a job to end; a queued one does not start. */
  @Post("/{uuid}/cancel")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<JobView> cancel(String uuid, Principal caller) {
    Run run = runs.operable(caller, jobs.find(TimeIds.parse("uuid", uuid)).runId());
    queue.cancel(run, caller.name());
    return accepted(caller, jobs.find(run.id()));
  }

  /**
   * Queues a job once more.
   *
   * @param hosts {@code all}, or {@code failed}: only the hosts on which it did not succeed
   * @param commit {@code newest}, or {@code same}: the playbook as the job had it
   */
  @Post("/{uuid}/retry{?hosts,commit}")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<JobView> retry(
      String uuid,
      @Nullable @QueryValue String hosts,
      @Nullable @QueryValue String commit,
      Principal caller) {
    Run run = runs.operable(caller, jobs.find(TimeIds.parse("uuid", uuid)).runId());
    UUID again = retries.retry(run, "failed".equals(hosts), "same".equals(commit), caller);
    return accepted(caller, jobs.find(again));
  }
}
