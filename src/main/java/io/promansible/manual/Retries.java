package io.promansible.manual;

import io.promansible.access.Principal;
import io.promansible.fault.Conflict;
import io.promansible.fault.Forbidden;
import io.promansible.inventory.Mask;
import io.promansible.job.Jobs;
import io.promansible.play.Recap;
import io.promansible.project.RunCommit;
import io.promansible.project.RunCommitRepository;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunRequest;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues finished runs once more. */
@Singleton
public final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final ManualRuns manual;
  private final RunPartsRepository parts;
  private final RunCommitRepository commits;
  private final Jobs jobs;

  Retries(ManualRuns manual, RunPartsRepository parts, RunCommitRepository commits, Jobs jobs) {
    this.manual = manual;
    this.parts = parts;
    this.commits = commits;
    this.jobs = jobs;
  }

  /**
   * Queues a run once more, with the same roles and parameters.
   *
   * @param failedOnly whether only the hosts are meant on which it did not succeed
   * @param sameCommit whether its roles are of the commits that it used; else of the newest ones
   * @throws Conflict when it goes on, has no such hosts, or was given secrets
   * @throws Forbidden when the person may not run these roles on all of these hosts
   */
  public UUID retry(Run run, boolean failedOnly, boolean sameCommit, Principal who) {
    if (run.state() != RunState.FINISHED) {
      throw new Conflict("the run is not finished yet");
    }
    manual.requireCapacity();
    List<RunHost> meant =
        parts.hosts(run.id()).stream().filter(host -> !failedOnly || !good(host)).toList();
    if (meant.isEmpty()) {
      throw new Conflict(
          run.hostCount() == 0 ? "it had no hosts" : "it succeeded on all its hosts");
    }
    if (run.vars().contains(Mask.STARS)
        || meant.stream().anyMatch(host -> host.parameters().contains(Mask.STARS))) {
      throw new Conflict(
          "it was given secrets, which are not kept when a run has ended; ask for a new run");
    }
    Optional<RunCommit> used = sameCommit ? commits.findById(run.id()) : Optional.empty();
    UUID again =
        manual.again(
            RunRequest.again(run, who.name()),
            meant,
            who,
            made -> {
              used.ifPresent(row -> commits.save(new RunCommit(made, row.commits())));
              jobs.again(run.id(), made);
            });
    LOG.info("run {}: run {} once more, asked for by {}", again, run.id(), who.name());
    return again;
  }

  private static boolean good(RunHost host) {
    return host.recap().map(Recap::good).orElse(false);
  }
}
