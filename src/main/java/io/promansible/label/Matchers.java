package io.promansible.label;

import java.util.List;
import java.util.Optional;

/** Several conditions that must all hold; none at all matches everything. */
public record Matchers(List<Matcher> all) {
  public Matchers {
    all = List.copyOf(all);
  }

  /**
   * Reads one or several matchers, in braces or not, as Alertmanager does by default since 0.27: in
   * the newer or the classic notation. A text that means different things in both is read as
   * classic.
   *
   * @throws IllegalArgumentException when neither notation parses the text; the message is that of
   *     the classic one
   */
  public static Matchers parse(String text) {
    try {
      return new Matchers(ClassicMatcherParser.parse(text));
    } catch (IllegalArgumentException classic) {
      try {
        return new Matchers(Utf8MatcherParser.parse(text));
      } catch (IllegalArgumentException newer) {
        classic.addSuppressed(newer);
        throw classic;
      }
    }
  }

  /** The first matcher that does not hold; empty when all do. */
  public Optional<Matcher> firstMiss(Labels labels) {
    return all.stream().filter(matcher -> !matcher.matches(labels)).findFirst();
  }

  /** Whether all matchers hold. */
  public boolean match(Labels labels) {
    return firstMiss(labels).isEmpty();
  }

  @Override
  public String toString() {
    return String.join(", ", all.stream().map(Matcher::toString).toList());
  }
}
