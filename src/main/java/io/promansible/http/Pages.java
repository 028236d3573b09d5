package io.promansible.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One page of a list: the rows under their name, and the cursor of the next page or null. */
public final class Pages {
  private Pages() {}

  public static Map<String, @Nullable Object> of(
      String name, List<?> rows, @Nullable String cursor) {
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put(name, rows);
    page.put("cursor", cursor);
    return page;
  }
}
