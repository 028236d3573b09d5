package io.promansible.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the cursor of the page behind it; null when there is none
 */
public record Page<T>(List<T> rows, @Nullable String next) {
  /** Asks a table. */
  @FunctionalInterface
  public interface Query<T> {
    /** The rows behind a place, newest first, at most so many. */
    List<T> rows(Cursor from, int most);
  }

  public Page {
    rows = List.copyOf(rows);
  }

  private static final int READ_MAX = 5000;

  /**
   * Asks for a page of the rows that the caller may see. Rows are read until the page is full, but
   * at most 5,000: a page may be short, or empty, and still have one behind it.
   *
   * @param visible leaves out of some rows those that the caller may not see
   */
  public static <T> Page<T> of(
      @Nullable Integer limit,
      @Nullable String cursor,
      Query<T> query,
      Row<T> row,
      UnaryOperator<List<T>> visible) {
    int most = Cursor.limit(limit);
    List<T> shown = new ArrayList<>();
    Cursor from = Cursor.parse(cursor);
    int read = 0;
    while (true) {
      List<T> some = query.rows(from, most + 1);
      List<T> seen = visible.apply(some);
      int room = most - shown.size();
      if (seen.size() > room) {
        shown.addAll(seen.subList(0, room));
        return new Page<>(shown, row.cursor(shown.getLast()).text());
      }
      shown.addAll(seen);
      read += some.size();
      if (some.size() <= most) {
        return new Page<>(shown, null);
      }
      from = row.cursor(some.getLast());
      if (shown.size() == most || read >= READ_MAX) {
        return new Page<>(shown, from.text());
      }
    }
  }

  /** What a row is sorted by. */
  public record Row<T>(Function<T, Instant> time, Function<T, UUID> id) {
    Cursor cursor(T row) {
      return new Cursor(time.apply(row), id.apply(row));
    }
  }

  /** As JSON: what is shown of the rows under their name, and the next cursor or null. */
  public Map<String, @Nullable Object> shown(String name, List<?> views) {
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put(name, views);
    page.put("cursor", next);
    return page;
  }
}
