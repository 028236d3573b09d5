package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Replaces the secrets of some hosts in texts that are stored or shown. */
public final class Mask {
  /** What stands in place of a secret. */
  static final String STARS = "********";

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|passwd|_pass|token|secret|private_key|vault).*");
  // A shorter one stands in too many harmless words.
  private static final int LEAST = 6;

  private final List<String> secrets;

  private Mask(Set<String> secrets) {
    // The longest first: one secret may be the beginning of another.
    this.secrets =
        secrets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** Knows the secrets in the variables of these hosts. */
  public static Mask of(Collection<Host> hosts) {
    Set<String> secrets = new TreeSet<>();
    hosts.forEach(host ->
        host.vars().properties().stream()
            .filter(variable -> isSecret(variable.getKey()))
            .forEach(variable -> gather(variable.getValue(), secrets)));
    return new Mask(secrets);
  }

  /** Whether a variable of this name is a secret. */
  static boolean isSecret(String name) {
    return SECRET.matcher(name).matches();
  }

  private static void gather(JsonNode value, Set<String> secrets) {
    if (value.isContainerNode()) {
      value.forEach(inner -> gather(inner, secrets));
    } else if (value.asText().length() >= LEAST) {
      secrets.add(value.asText());
    }
  }

  /** The text with stars in place of secrets. */
  public String text(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, STARS);
    }
    return masked;
  }
}
