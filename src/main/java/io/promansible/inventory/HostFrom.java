package io.promansible.inventory;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.promansible.settings.Section;
import java.util.Optional;

/**
 * How the label of an alert becomes the name of a host. A scheme, a port, a path and a dot at the
 * end are cut off in any case: {@code https://web1.example.com:8443/health} means {@code
 * web1.example.com}.
 *
 * @param label whose value it is
 * @param pattern what the whole value must match, in RE2's syntax; its first group, if it has one,
 *     is the name
 * @param lowercase whether upper and lower case are the same
 * @param domain whether names with and without their domain are the same
 */
public record HostFrom(String label, Optional<Pattern> pattern, boolean lowercase, Domain domain) {
  /** What is done about the part of a name behind its first dot. */
  public enum Domain {
    /** It is a part of the name. */
    KEEP,
    /** The label has it and the inventory does not. */
    DROP,
    /** The inventory has it and the label does not. */
    ADD
  }

  /** What is in force when nothing is said. */
  public static final HostFrom DEFAULTS = of("instance");

  /** A label whose value is the name. */
  public static HostFrom of(String label) {
    return new HostFrom(label, Optional.empty(), false, Domain.KEEP);
  }

  /**
   * The section {@code host_from}.
   *
   * @param defaults for what it does not say
   */
  public static HostFrom read(Section section, HostFrom defaults) {
    HostFrom from =
        new HostFrom(
            section.text("label", defaults.label),
            section.parsed("pattern", HostFrom::pattern).or(() -> defaults.pattern),
            section.flag("lowercase", defaults.lowercase),
            section.choice("domain", Domain.class, defaults.domain));
    section.end();
    return from;
  }

  /** What a value names. */
  sealed interface Name {
    /** This, as far as it is not cut off in any case. */
    record Usable(String name) implements Name {}

    /** Nothing, and why. */
    record Unusable(String why) implements Name {}
  }

  /** The name in the value of the label. */
  Name name(String value) {
    if (pattern.isEmpty()) {
      return new Name.Usable(value);
    }
    Matcher matcher = pattern.get().matcher(value);
    if (!matcher.matches()) {
      return new Name.Unusable(
          "'%s' does not match host_from.pattern %s".formatted(value, pattern.get().pattern()));
    }
    String part = matcher.groupCount() > 0 ? matcher.group(1) : value;
    return part == null || part.isEmpty()
        ? new Name.Unusable(
            "of '%s' host_from.pattern %s leaves no name".formatted(value, pattern.get().pattern()))
        : new Name.Usable(part);
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is not a regular expression (RE2): %s".formatted(text, e.getDescription()), e);
    }
  }
}
