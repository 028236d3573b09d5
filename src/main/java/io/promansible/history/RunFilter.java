package io.promansible.history;

import io.promansible.run.Outcome;
import io.promansible.run.RunState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which runs to list; whatever is null does not filter. */
public record RunFilter(
    @Nullable String state,
    @Nullable String outcome,
    @Nullable String role,
    @Nullable String host,
    @Nullable String handler,
    @Nullable String routine,
    @Nullable String cause,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable UUID beforeId) {
  /** All runs. */
  public static final RunFilter ALL =
      new RunFilter(null, null, null, null, null, null, null, null, null, null);

  /** The runs of a routine. */
  public static RunFilter ofRoutine(String name) {
    return new RunFilter(null, null, null, null, null, name, null, null, null, null);
  }

  /** The runs of a role. */
  public static RunFilter ofRole(String name) {
    return new RunFilter(null, null, name, null, null, null, null, null, null, null);
  }

  /** The runs on a host. */
  public static RunFilter ofHost(String name) {
    return new RunFilter(null, null, null, name, null, null, null, null, null, null);
  }

  /** Of these runs, those in a state. */
  public RunFilter in(RunState one) {
    return new RunFilter(
        one.name(), outcome, role, host, handler, routine, cause, since, until, beforeId);
  }

  /** Of these runs, those that ended so. */
  public RunFilter ended(Outcome one) {
    return new RunFilter(
        state, one.name(), role, host, handler, routine, cause, since, until, beforeId);
  }

  /** Of these runs, those queued since a time. */
  public RunFilter queuedSince(Instant time) {
    return new RunFilter(
        state, outcome, role, host, handler, routine, cause, time, until, beforeId);
  }
}
