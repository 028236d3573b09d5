package io.promansible.routine;

import io.promansible.freeze.Freezes;
import io.promansible.run.Cause;
import io.promansible.run.DroppedHost;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwner;
import io.promansible.run.RunPartsRepository;
import io.promansible.settings.Durations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The owner of runs of routines. */
@Singleton
final class RoutineRunOwner implements RunOwner {
  private final RoutineCatalog catalog;
  private final RoutineRepository routines;
  private final Freezes freezes;
  private final CheckResults checks;
  private final RunPartsRepository parts;
  private final Clock clock;

  RoutineRunOwner(
      RoutineCatalog catalog,
      RoutineRepository routines,
      Freezes freezes,
      CheckResults checks,
      RunPartsRepository parts,
      Clock clock) {
    this.catalog = catalog;
    this.routines = routines;
    this.freezes = freezes;
    this.checks = checks;
    this.parts = parts;
    this.clock = clock;
  }

  @Override
  public Cause cause() {
    return Cause.ROUTINE;
  }

  @Override
  public boolean known(Run run) {
    return run.routine() == null || catalog.hasRoutine(run.routine());
  }

  /** The freeze that holds this run; it stays in the queue and starts once thawed. */
  @Override
  public Optional<String> frozen(Run run) {
    return freezes.ofRun(run, parts.names(run.id()));
  }

  /** Drops the hosts of a run that waited longer than {@code late}, if no person asked for it. */
  @Override
  public Map<String, DroppedHost> dropped(
      Run run, List<String> hosts, Map<String, DroppedHost> refused) {
    Map<String, DroppedHost> dropped = new LinkedHashMap<>();
    Optional<Duration> late =
        Optional.ofNullable(run.askedBy() == null ? run.routine() : null)
            .flatMap(catalog::find)
            .flatMap(RoutineCatalog.Entry::routine)
            .map(Routine::late)
            .filter(limit -> run.queuedAt().plus(limit).isBefore(clock.instant()));
    late.ifPresent(limit -> {
      String why = "it waited longer than the routine's late: " + Durations.format(limit);
      hosts.forEach(host -> dropped.put(host, DroppedHost.forGood(why)));
    });
    return dropped;
  }

  @Override
  public void finished(Run run, List<RunHost> hosts) {
    if (run.routine() != null && run.sliceOf() == null && run.outcome() == Outcome.SUCCEEDED) {
      routines.succeeded(run.routine(), clock.instant());
    }
    checks.keep(run, hosts);
  }
}
