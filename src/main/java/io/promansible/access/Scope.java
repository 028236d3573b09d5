package io.promansible.access;

import com.google.re2j.Pattern;
import io.promansible.label.Re2;
import io.promansible.settings.Section;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a grant ends. A list that is empty does not limit.
 *
 * @param hosts groups or hosts of the inventory
 * @param handlers regular expressions for whole names of handlers
 * @param roles regular expressions for whole names of Ansible roles
 */
public record Scope(List<String> hosts, List<String> handlers, List<String> roles) {
  /** No limit. */
  public static final Scope EVERYTHING = new Scope(List.of(), List.of(), List.of());

  public Scope {
    hosts = List.copyOf(hosts);
    handlers = List.copyOf(handlers);
    roles = List.copyOf(roles);
  }

  /** The keys {@code hosts}, {@code handlers} and {@code roles} of a grant or a token. */
  public static Scope read(Section section) {
    return new Scope(
        section.texts("hosts", List.of()),
        patterns(section, "handlers"),
        patterns(section, "roles"));
  }

  private static List<String> patterns(Section section, String key) {
    List<String> texts = section.texts(key, List.of());
    for (String text : texts) {
      try {
        Re2.anchored(text);
      } catch (IllegalArgumentException e) {
        section.fault(key, "is wrong: " + e.getMessage());
        return List.of();
      }
    }
    return texts;
  }

  /** Whether nothing is limited. */
  public boolean unlimited() {
    return hosts.isEmpty() && handlers.isEmpty() && roles.isEmpty();
  }

  /**
   * Whether all that a subject needs lies within.
   *
   * @param hostsOf the hosts of a group of the inventory, or a host itself; empty for neither
   */
  boolean covers(Subject subject, Function<String, Set<String>> hostsOf) {
    return within(hosts, subject.hosts(), all -> inGroups(all, hostsOf))
        && within(handlers, subject.handlers(), any -> any.stream().anyMatch(in(handlers)))
        && within(roles, subject.roles(), all -> all.stream().allMatch(in(roles)));
  }

  private static boolean within(
      List<String> limit,
      @Nullable Collection<String> names,
      java.util.function.Predicate<Collection<String>> inside) {
    return limit.isEmpty() || names == null || (!names.isEmpty() && inside.test(names));
  }

  private boolean inGroups(Collection<String> names, Function<String, Set<String>> hostsOf) {
    List<Set<String>> allowed = hosts.stream().map(hostsOf).toList();
    return names.stream().allMatch(name -> allowed.stream().anyMatch(set -> set.contains(name)));
  }

  private static java.util.function.Predicate<String> in(List<String> patterns) {
    List<Pattern> compiled = patterns.stream().map(Re2::anchored).toList();
    return name -> compiled.stream().anyMatch(pattern -> pattern.matches(name));
  }

  @Override
  public String toString() {
    if (unlimited()) {
      return "everything";
    }
    StringBuilder text = new StringBuilder();
    add(text, "hosts", hosts);
    add(text, "handlers", handlers);
    add(text, "roles", roles);
    return text.toString();
  }

  private static void add(StringBuilder text, String what, List<String> names) {
    if (!names.isEmpty()) {
      text.append(text.isEmpty() ? "" : "; ").append(what).append(' ');
      text.append(String.join(", ", names));
    }
  }
}
