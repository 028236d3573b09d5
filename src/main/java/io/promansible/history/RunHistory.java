package io.promansible.history;

import io.promansible.database.AskedQuery;
import io.promansible.database.TimeIds;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Pages of runs, newest first. A run that was cut into slices is listed, its slices are not.
 *
 * <p>Ids are made of time, so the history is sorted by id, and the index of each main filter has
 * its column and then the id.
 */
@Singleton
public final class RunHistory {
  private final AskedQuery.Asker asker;

  public RunHistory(AskedQuery.Asker asker) {
    this.asker = asker;
  }

  /** The runs that a filter lets through, at most {@code most}. */
  public List<Run> page(RunFilter f, int most) {
    AskedQuery query;
    String id = "r.id";
    if (f.host() != null) {
      id = "h.run_id";
      query = from("run_host h JOIN run r ON r.id = h.run_id").byIndexOf("h.host", f.host());
      query.and("EXISTS (SELECT 1 FROM run_role x WHERE x.run_id = r.id AND x.role = ?)", f.role());
    } else if (f.role() != null) {
      id = "x.run_id";
      query = from("run_role x JOIN run r ON r.id = x.run_id").byIndexOf("x.role", f.role());
    } else {
      query =
          from("run r")
              .byIndexOf("r.handler", f.handler())
              .byIndexOf("r.routine", f.handler() == null ? f.routine() : null)
              .byIndexOf("r.outcome", f.outcome());
    }
    if (RunState.FINISHED.name().equals(f.state())) {
      query.butNotByIndexOf("r.state", f.state());
    } else {
      query.and("r.state = ?", f.state());
    }
    query
        .butNotByIndexOf("r.outcome", f.outcome())
        .and("r.handler = ?", f.handler())
        .and("r.routine = ?", f.routine())
        .and("r.cause = ?", f.cause())
        .and(id + " < ?", f.beforeId())
        // An id has the millisecond in which its run was queued.
        .and(id + " >= ?", f.since() == null ? null : TimeIds.floor(f.since()))
        .and(id + " < ?", f.until() == null ? null : TimeIds.floor(f.until()));
    return asker.rows(query, id + " DESC", most, Run.class);
  }

  private static AskedQuery from(String tables) {
    return new AskedQuery(
        "SELECT r.* FROM %s WHERE COALESCE(r.slice_of, r.id) = r.id".formatted(tables));
  }
}
