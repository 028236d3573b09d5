package io.promansible.database;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The text of a query that names only the columns that are asked for, and the values of its
 * question marks: "or is null" for all others would make a database read the whole table.
 */
public final class AskedQuery {
  private final StringBuilder text;
  private final StringBuilder order = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  /**
   * Begins one with a text that ends in a condition, which always holds for what is asked.
   *
   * @param values those of the text's own question marks
   */
  public AskedQuery(String text, Object... values) {
    this.text = new StringBuilder(text);
    this.values.addAll(List.of(values));
  }

  /** Filters by a condition, if there is a value for its question marks. */
  public AskedQuery and(String condition, @Nullable Object value) {
    if (value != null) {
      Object[] all = new Object[(int) condition.chars().filter(c -> c == '?').count()];
      Arrays.fill(all, value);
      add(condition, all);
    }
    return this;
  }

  private void add(String condition, Object... more) {
    text.append(" AND ").append(condition);
    for (Object value : more) {
      // PostgreSQL's driver takes no Instant.
      values.add(value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
    }
  }

  /**
   * Filters by the column whose index is to be used. ORDER BY names this column, too, though it has
   * one value: only then does H2 see that the index is sorted.
   */
  public AskedQuery byIndexOf(String column, @Nullable String value) {
    if (value != null) {
      order.append(column).append(" DESC, ");
    }
    return and(column + " = ?", value);
  }

  /**
   * Filters by a column in which nearly all rows have one value. COALESCE hides it: H2 would choose
   * its index, and then sort all that it finds there.
   */
  public AskedQuery butNotByIndexOf(String column, @Nullable String value) {
    return and("COALESCE(" + column + ", '') = ?", value);
  }

  /** Only what comes after the last row of the page before, where the newest row is the first. */
  public AskedQuery after(String time, String id, @Nullable PageEnd last) {
    if (last != null) {
      // The first condition is for the index: H2 does not look into the second one.
      add(time + " <= ?", last.time());
      add("NOT (%s = ? AND %s >= ?)".formatted(time, id), last.time(), last.id());
    }
    return this;
  }

  /** The last row of a page. */
  public record PageEnd(Instant time, UUID id) {}

  /** Asks databases. */
  @Singleton
  public static final class Asker {
    private final JdbcOperations database;
    private final TransactionOperations<Connection> transactions;

    Asker(JdbcOperations database, TransactionOperations<Connection> transactions) {
      this.database = database;
      this.transactions = transactions;
    }

    /** The first {@code most} rows in an order, which is a list of columns. */
    public <T> List<T> rows(AskedQuery query, String order, int most, Class<T> type) {
      String text = query.text + " ORDER BY " + query.order + order + " LIMIT " + most;
      return transactions.executeRead(status ->
          database.prepareStatement(
              text,
              statement -> {
                for (int i = 0; i < query.values.size(); i++) {
                  statement.setObject(i + 1, query.values.get(i));
                }
                return database.entityStream(statement.executeQuery(), type).toList();
              }));
    }
  }
}
