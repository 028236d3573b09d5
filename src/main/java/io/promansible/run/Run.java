package io.promansible.run;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.playbook.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of ansible-playbook, from queued to finished. A finished one is history.
 *
 * @param step the step of the handler's escalation, from 0
 * @param roles names, separated by blanks
 * @param vars the variables of the request, as JSON
 * @param batchKey equal for runs that one play could serve: handler, step, roles, vars, check mode
 * @param reason why the run waits or ended in this way, for people; may be empty
 * @param node the node that runs it or ran it; for a run in slices, the node that cut it
 * @param sliceOf the whole run of which this is a slice; null for a run that is no slice
 * @param slices how many slices the run was cut into; 0 for a run that is a play of its own
 * @param askedBy the person who asked for the run; null if none did
 * @param pattern the Ansible pattern that gave its hosts; null if none did
 * @param skipBusy whether the run leaves out hosts that another run has, rather than wait for them
 * @param urgency how pressing its alerts are, from 0; see {@code Severity}
 */
@MappedEntity("run")
public record Run(
    @Id UUID id,
    Cause cause,
    @Nullable String handler,
    @Nullable String routine,
    int step,
    String roles,
    String vars,
    String batchKey,
    int hostCount,
    boolean checkMode,
    long timeoutSeconds,
    RunState state,
    @Nullable Outcome outcome,
    String reason,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Integer exitCode,
    @Nullable String node,
    boolean cancelAsked,
    @Nullable UUID sliceOf,
    int slices,
    int urgency,
    @Nullable String askedBy,
    @Nullable String pattern,
    boolean skipBusy) {

  /** The id of the whole run: of a slice, the run that was cut. Owners know only whole runs. */
  public UUID whole() {
    return sliceOf == null ? id : sliceOf;
  }

  /** Whether the owner hears of the hosts in parts: for a slice, and for a run that was cut. */
  public boolean partial() {
    return sliceOf != null || slices > 0;
  }

  /** Who or what wanted the run. */
  public RunOrigin origin() {
    return switch (cause) {
      case ALERT -> new RunOrigin.OfHandler(String.valueOf(handler), step);
      case ROUTINE ->
          new RunOrigin.OfRoutine(String.valueOf(routine), Optional.ofNullable(askedBy));
      case PERSON -> new RunOrigin.OfPerson(String.valueOf(askedBy));
      case JOB -> new RunOrigin.OfJob(String.valueOf(askedBy));
    };
  }

  /** The names of the roles, in order. */
  public List<String> roleNames() {
    return List.of(roles.split(" ", -1));
  }

  /** The kind of its template and roles. */
  public Kind kind() {
    return cause == Cause.ALERT ? Kind.ALERT : Kind.ROUTINE;
  }
}
