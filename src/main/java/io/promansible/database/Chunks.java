package io.promansible.database;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Splits long lists, as one SQL statement takes only so many parameters. */
public final class Chunks {
  private Chunks() {}

  /** The parts in order, each of at most {@code most} elements. */
  public static <T> List<List<T>> of(Collection<T> all, int most) {
    List<T> list = List.copyOf(all);
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < list.size(); from += most) {
      chunks.add(list.subList(from, Math.min(list.size(), from + most)));
    }
    return chunks;
  }
}
