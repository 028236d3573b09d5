package io.promansible.inventory;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.promansible.label.Re2;
import io.promansible.settings.Section;
import java.util.Optional;

/**
 * How the label of an alert becomes the name of a host. A scheme, a port, a path and a final dot
 * are always cut off: {@code https://web1.example.com:8443/health} means {@code web1.example.com}.
 *
 * @param label the label that has the name
 * @param pattern what the label's whole value must match, in RE2's syntax; its first group, if it
 *     has one, is the name
 * @param lowercase whether to ignore upper and lower case
 * @param domain whether names match with or without their domain
 */
public record HostFrom(String label, Optional<Pattern> pattern, boolean lowercase, Domain domain) {
  /** What happens to the domain, which is the part of a name behind its first dot. */
  public enum Domain {
    /** The domain is a part of the name. */
    KEEP,
    /** The label has the domain and the inventory does not. */
    DROP,
    /** The inventory has the domain and the label does not. */
    ADD
  }

  /** The values of keys that the file does not have. */
  public static final HostFrom DEFAULTS = of("instance");

  /** A label whose whole value is the name. */
  public static HostFrom of(String label) {
    return new HostFrom(label, Optional.empty(), false, Domain.KEEP);
  }

  /**
   * The section {@code host_from}.
   *
   * @param defaults the values of keys that the section does not have
   */
  public static HostFrom read(Section section, HostFrom defaults) {
    HostFrom from =
        new HostFrom(
            section.text("label", defaults.label),
            section.parsed("pattern", Re2::compile).or(() -> defaults.pattern),
            section.flag("lowercase", defaults.lowercase),
            section.choice("domain", Domain.class, defaults.domain));
    section.end();
    return from;
  }

  /** The name in a label's value, or why there is none. */
  sealed interface Name {
    /** This name, from which scheme, port, path and final dot are still to be cut off. */
    record Usable(String name) implements Name {}

    /** The value has no name, for this reason. */
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
}
