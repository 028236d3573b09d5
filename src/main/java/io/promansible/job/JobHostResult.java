package io.promansible.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a host.
 *
 * @param failures what failed on it; null for nothing
 */
public record JobHostResult(@Nullable List<Failure> failures, Stats stats) {
  /**
   * A task that failed.
   *
   * @param result what Ansible told of it, as JSON in a text
   */
  public record Failure(long id, String result, @JsonProperty("stats_id") long statsId) {}

  /**
   * The numbers of a host.
   *
   * @param failed how many tasks failed
   * @param known whether anything is known; not so for a host whose run was lost, or goes on
   */
  public record Stats(
      int failed,
      long id,
      @JsonProperty("job_start_time") @Nullable Instant jobStartTime,
      @JsonProperty("run_id") String runId,
      String target,
      boolean unreachable,
      boolean known,
      @Nullable String dropped) {}
}
