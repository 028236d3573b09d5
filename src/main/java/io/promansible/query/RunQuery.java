package io.promansible.query;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.QueryValue;
import io.promansible.history.RunFilter;
import io.promansible.http.Cursor;
import io.promansible.http.Parameters;
import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.RunState;
import org.jspecify.annotations.Nullable;

/** The query of a list of runs. */
@Introspected
public record RunQuery(
    @Nullable @QueryValue String state,
    @Nullable @QueryValue String outcome,
    @Nullable @QueryValue String role,
    @Nullable @QueryValue String host,
    @Nullable @QueryValue String handler,
    @Nullable @QueryValue String routine,
    @Nullable @QueryValue String cause,
    @Nullable @QueryValue String since,
    @Nullable @QueryValue String until,
    @Nullable @QueryValue Integer limit,
    @Nullable @QueryValue String cursor) {
  /** The runs that it asks for, behind a place. */
  public RunFilter filter(Cursor from) {
    return new RunFilter(
        Parameters.constant("state", state, RunState.class),
        Parameters.constant("outcome", outcome, Outcome.class),
        role,
        host,
        handler,
        routine,
        Parameters.constant("cause", cause, Cause.class),
        Parameters.time("since", since),
        Parameters.time("until", until),
        from.id());
  }

  /** The same without fields that a form sent empty. */
  public RunQuery withoutBlanks() {
    return new RunQuery(
        given(state),
        given(outcome),
        given(role),
        given(host),
        given(handler),
        given(routine),
        given(cause),
        given(since),
        given(until),
        limit,
        given(cursor));
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }
}
