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
 * @param step of the handler's escalation, from 0
 * @param roles names, separated by blanks
 * @param vars of the operator, as JSON
 * @param batchKey equal for runs that one play could serve: handler, step, roles, vars, check mode
 * @param reason why it waits, or ended so, for people; empty while there is nothing to say
 * @param node where it runs or ran; that of a run in slices is where it was cut
 * @param sliceOf the run whose hosts it has a part of; null for a run that was asked for
 * @param slices how many slices it was cut into; 0 for a run that is a play of its own
 * @param askedBy the person, if one asked for it
 * @param pattern what its hosts were found by, if it was a pattern
 * @param skipBusy whether hosts that another run has are left out; else it waits for them
 * @param urgency how pressing its alerts are, from 0
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

  /** The run that was asked for: itself, or what it is a slice of. Its owner knows only that. */
  public UUID whole() {
    return sliceOf == null ? id : sliceOf;
  }

  /** Whether its owner is told of a part of its hosts at a time. */
  public boolean partial() {
    return sliceOf != null || slices > 0;
  }

  /** Who or what wanted it. */
  public RunOrigin origin() {
    return switch (cause) {
      case ALERT -> new RunOrigin.OfHandler(String.valueOf(handler), step);
      case ROUTINE ->
          new RunOrigin.OfRoutine(String.valueOf(routine), Optional.ofNullable(askedBy));
      case PERSON -> new RunOrigin.OfPerson(String.valueOf(askedBy));
    };
  }

  /** The roles in order. */
  public List<String> roleNames() {
    return List.of(roles.split(" ", -1));
  }

  /** The shelf its template and roles come from. */
  public Kind kind() {
    return cause == Cause.ALERT ? Kind.ALERT : Kind.ROUTINE;
  }
}
