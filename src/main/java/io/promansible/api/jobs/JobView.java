package io.promansible.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.promansible.http.Parameters;
import io.promansible.job.Job;
import io.promansible.run.Run;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as the API shows it.
 *
 * @param uuid the id of the job, which is that of its run
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record JobView(
    @Nullable Long id,
    UUID uuid,
    String env,
    @JsonProperty("playbook_id") long playbookId,
    @JsonProperty("inventory_id") long inventoryId,
    @Nullable String state,
    @Nullable String outcome,
    String reason,
    @JsonProperty("started_at") @Nullable Instant startedAt,
    @JsonProperty("finished_at") @Nullable Instant finishedAt) {
  static JobView of(Job job, Run run) {
    return new JobView(
        job.id(),
        job.runId(),
        job.env(),
        job.playbookId(),
        job.inventoryId(),
        Parameters.shown(run.state()),
        Parameters.shown(run.outcome()),
        run.reason(),
        run.startedAt(),
        run.finishedAt());
  }
}
