package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which variables are secrets by their names: common names, those of {@code
 * inventory.secret_names}, and parameters that roles declare secret.
 */
public final class SecretNames {
  /** The common names only. */
  public static final SecretNames USUAL = new SecretNames(List.of());

  private static final Pattern COMMON =
      Pattern.compile(
          "password|passwd|passphrase|passwort|(^|_)pass(_|$)|(^|_)pw(_|d|$)|(^|_)pin$|token|secret|vault"
              + "|credential|community|(^|_)psk(_|$)|cookie|connection_string|(^|_)dsn(_|$)"
              + "|(private|api|access|auth|account|encryption|signing|shared|license|master|client)_?key");
  // Names that say where a secret lies or how long it holds: their values are no secrets.
  private static final Pattern ABOUT =
      Pattern.compile(
          ".*_(file|files|path|paths|dir|folder|lifetime|ttl|expiry|expires|enabled|length|count|url|ids?)");
  // Common names whose numbers are secrets; under the others a number is a setting.
  private static final Pattern NUMBERS =
      Pattern.compile(".*(password|passwd|passphrase|passwort|secret|token|pin|_pw|_pass)");

  private final Set<String> declared;
  private final List<String> globs;
  private final List<Pattern> added;

  /**
   * The common names and these.
   *
   * @param globs further names, in which {@code *} stands for anything; letter case is ignored
   */
  public SecretNames(List<String> globs) {
    this(globs, Set.of());
  }

  private SecretNames(List<String> globs, Set<String> declared) {
    this.declared = Set.copyOf(declared);
    this.globs = List.copyOf(globs);
    this.added =
        globs.stream()
            .map(glob ->
                Arrays.stream(glob.split("\\*", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*")))
            .map(regex -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE))
            .toList();
  }

  /** These names, and parameters that roles declare secret ({@code no_log}). */
  public SecretNames and(Set<String> more) {
    Set<String> all = new HashSet<>(declared);
    all.addAll(more);
    return new SecretNames(globs, all);
  }

  /** Whether a variable of this name and value is a secret. */
  public boolean isSecret(String name, JsonNode value) {
    if (declared.contains(name)) {
      return true;
    }
    if (added.stream().anyMatch(pattern -> pattern.matcher(name).matches())) {
      return true;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (!COMMON.matcher(lower).find() || ABOUT.matcher(lower).matches()) {
      return false;
    }
    return !value.isBoolean() && (!value.isNumber() || NUMBERS.matcher(lower).matches());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretNames names
        && names.globs.equals(globs)
        && names.declared.equals(declared);
  }

  @Override
  public int hashCode() {
    return 31 * globs.hashCode() + declared.hashCode();
  }
}
