package io.promansible.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the word somebody probably meant. */
public final class Nearest {
  // Three typing errors in a word is a typo; more is another word.
  private static final LevenshteinDistance DISTANCE = new LevenshteinDistance(3);

  private Nearest() {}

  /** The closest of the known words, if any is close. */
  public static Optional<String> to(String word, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(word, candidate) >= 0)
        .min(Comparator.comparingInt((String candidate) -> distance(word, candidate)));
  }

  /** A half sentence to add to a message, or nothing. */
  public static String hint(String word, Collection<String> known) {
    return to(word, known).map(near -> "; did you mean '" + near + "'?").orElse("");
  }

  private static int distance(String word, String candidate) {
    return DISTANCE.apply(word, candidate);
  }
}
