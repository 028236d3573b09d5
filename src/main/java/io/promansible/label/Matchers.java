package io.promansible.label;

import java.util.List;
import java.util.Optional;

/** Several conditions that must all hold; none at all matches everything. */
public record Matchers(List<Matcher> all) {
  public Matchers {
    all = List.copyOf(all);
  }

  /**
   * Reads Alertmanager's notation as Alertmanager itself does since 0.27 where nothing is said: one
   * or several matchers, in braces or not, by the newer notation or the classic one; where both
   * take a text and mean different things, it is what it always was.
   *
   * @throws IllegalArgumentException when it is none of both; the message is that of the classic
   *     one
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
