package io.promansible.history;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.fault.Forbidden;
import io.promansible.fault.NotFound;
import io.promansible.run.Run;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunRepository;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The runs that a caller may see: one grant must cover all hosts of a run, its handler and its
 * roles. A run that reaches further is not shown at all, as its log tells of all its hosts.
 */
@Singleton
public final class VisibleRuns {
  private final RunRepository runs;
  private final RunPartsRepository parts;

  public VisibleRuns(RunRepository runs, RunPartsRepository parts) {
    this.runs = runs;
    this.parts = parts;
  }

  /** What a right to a run is asked about. */
  public Subject subject(Run run) {
    return new Subject(
        parts.names(run.whole()),
        run.handler() == null ? List.of() : List.of(run.handler()),
        run.roleNames());
  }

  /** Those of some runs that a caller may see. */
  public List<Run> of(Principal caller, List<Run> rows) {
    return caller.everywhere(AccessRole.VIEWER)
        ? rows
        : rows.stream().filter(run -> sees(caller, run)).toList();
  }

  /** Whether a caller may see a run. */
  public boolean sees(Principal caller, Run run) {
    return caller.everywhere(AccessRole.VIEWER) || caller.may(AccessRole.VIEWER, subject(run));
  }

  /** The run of an id, if there is one that a caller may see. */
  public Optional<Run> look(Principal caller, UUID id) {
    return runs.findById(id).filter(run -> sees(caller, run));
  }

  /**
   * A run that a caller may see.
   *
   * @throws NotFound when there is none
   */
  public Run find(Principal caller, UUID id) {
    return look(caller, id).orElseThrow(() -> new NotFound("no run " + id));
  }

  /** The slices of a run that the caller sees; none when it has none. */
  public List<Run> slices(Run run) {
    return run.slices() == 0 ? List.of() : runs.slices(run.id());
  }

  /**
   * A run that a caller may start again or cancel.
   *
   * @throws NotFound when there is none that the caller may see
   * @throws Forbidden when the caller may see it, and no more
   */
  public Run operable(Principal caller, UUID id) {
    Run run = find(caller, id);
    if (!caller.may(AccessRole.OPERATOR, subject(run))) {
      throw new Forbidden(
          caller.name() + " may see this run, and no more: no grant as operator covers all of it");
    }
    return run;
  }
}
