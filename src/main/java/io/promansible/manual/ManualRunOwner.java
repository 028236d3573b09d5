package io.promansible.manual;

import io.promansible.freeze.Freezes;
import io.promansible.routine.CheckResults;
import io.promansible.run.Cause;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwner;
import io.promansible.run.RunPartsRepository;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Answers for the runs that people asked for. */
@Singleton
final class ManualRunOwner implements RunOwner {
  private final Freezes freezes;
  private final CheckResults checks;
  private final RunPartsRepository parts;

  ManualRunOwner(Freezes freezes, CheckResults checks, RunPartsRepository parts) {
    this.freezes = freezes;
    this.checks = checks;
    this.parts = parts;
  }

  @Override
  public Cause cause() {
    return Cause.PERSON;
  }

  /** A frozen run waits; once thawed it goes on. */
  @Override
  public Optional<String> frozen(Run run) {
    return freezes.ofRun(run, parts.names(run.id()));
  }

  @Override
  public void finished(Run run, List<RunHost> hosts) {
    checks.keep(run, hosts);
  }
}
