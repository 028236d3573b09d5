package io.promansible.label;

import java.util.List;
import java.util.Optional;

/** Several conditions that must all hold; none at all matches everything. */
public record Matchers(List<Matcher> all) {
  /** Copies. */
  public Matchers {
    all = List.copyOf(all);
  }

  /** The first that does not hold; empty when all do. */
  public Optional<Matcher> firstMiss(Labels labels) {
    return all.stream().filter(matcher -> !matcher.matches(labels)).findFirst();
  }

  /** Whether all hold. */
  public boolean match(Labels labels) {
    return firstMiss(labels).isEmpty();
  }

  @Override
  public String toString() {
    return String.join(", ", all.stream().map(Matcher::toString).toList());
  }
}
