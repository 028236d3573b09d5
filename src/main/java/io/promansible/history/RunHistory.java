package io.promansible.history;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.database.TimeIds;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pages of runs, newest first. A run that was cut into slices is listed, its slices are not.
 *
 * <p>Ids are made of time, so the history is sorted by id, and the index of each main filter has
 * its column and then the id. A query names only the columns that are asked for: "or is null" for
 * all others would make a database read the whole table.
 */
@Singleton
public final class RunHistory {
  // COALESCE hides columns in which nearly all rows have one value: H2 would choose their index,
  // and then sort all that it finds there.
  private static final String WHOLE = "COALESCE(r.slice_of, r.id) = r.id";

  private final JdbcOperations database;
  private final TransactionOperations<Connection> transactions;

  public RunHistory(JdbcOperations database, TransactionOperations<Connection> transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  /** The runs that a filter lets through, at most {@code most}. */
  public List<Run> page(RunFilter filter, int most) {
    Asked asked = Asked.of(filter);
    String text = asked.text + " ORDER BY " + asked.order + asked.id + " DESC LIMIT " + most;
    return transactions.executeRead(status ->
        database.prepareStatement(
            text,
            statement -> {
              asked.bind(statement);
              return database.entityStream(statement.executeQuery(), Run.class).toList();
            }));
  }

  /** The text of a query, and the values of its question marks in order. */
  private static final class Asked {
    private final StringBuilder text;
    private final String id;
    private final StringBuilder order = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    private Asked(String from, String id) {
      this.text = new StringBuilder("SELECT r.* FROM " + from + " WHERE " + WHOLE);
      this.id = id;
    }

    static Asked of(RunFilter f) {
      Asked asked;
      if (f.host() != null) {
        asked = new Asked("run_host h JOIN run r ON r.id = h.run_id", "h.run_id");
        asked.byIndexOf("h.host", f.host());
        asked.and(
            "EXISTS (SELECT 1 FROM run_role x WHERE x.run_id = r.id AND x.role = ?)", f.role());
      } else if (f.role() != null) {
        asked = new Asked("run_role x JOIN run r ON r.id = x.run_id", "x.run_id");
        asked.byIndexOf("x.role", f.role());
      } else {
        asked = new Asked("run r", "r.id");
        asked.byIndexOf("r.handler", f.handler());
        asked.byIndexOf("r.routine", f.handler() == null ? f.routine() : null);
        asked.byIndexOf("r.outcome", f.outcome());
      }
      asked.and(
          RunState.FINISHED.name().equals(f.state()) ? "COALESCE(r.state, '') = ?" : "r.state = ?",
          f.state());
      asked.and("COALESCE(r.outcome, '') = ?", f.outcome());
      asked.and("r.handler = ?", f.handler());
      asked.and("r.routine = ?", f.routine());
      asked.and("r.cause = ?", f.cause());
      asked.and(asked.id + " < ?", f.beforeId());
      // An id has the millisecond in which its run was queued.
      asked.and(asked.id + " >= ?", f.since() == null ? null : TimeIds.floor(f.since()));
      asked.and(asked.id + " < ?", f.until() == null ? null : TimeIds.floor(f.until()));
      return asked;
    }

    /**
     * Filters by the column whose index is to be used. ORDER BY names this column, too, though it
     * has one value: only then does H2 see that the index is sorted.
     */
    private void byIndexOf(String column, @Nullable String value) {
      if (value != null) {
        and(column + " = ?", value);
        order.append(column).append(" DESC, ");
      }
    }

    private void and(String condition, @Nullable Object value) {
      if (value != null) {
        text.append(" AND ").append(condition);
        values.add(value);
      }
    }

    private void bind(PreparedStatement statement) throws SQLException {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
    }
  }
}
