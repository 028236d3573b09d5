package io.promansible.api;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.QueryValue;
import io.promansible.history.RunFilter;
import io.promansible.http.Cursor;
import io.promansible.http.Parameters;
import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.RunState;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /api/v1/runs}. */
@Introspected
record RunQuery(
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
  RunFilter filter(Cursor from) {
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
}
