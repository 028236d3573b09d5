package io.promansible.portal.roles;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that runs it.
 *
 * @param groups the groups of the inventory, each with how many hosts it has
 * @param hosts names of hosts, for the search
 * @param faults what is wrong with what was filled in
 * @param ask what would happen, once all is right; null before
 */
public record RoleForm(
    String pattern,
    boolean check,
    String checkHint,
    List<Field> fields,
    List<Group> groups,
    List<String> hosts,
    List<String> faults,
    @Nullable Ask ask) {

  /**
   * A parameter.
   *
   * @param input text, number, secret, choice, yaml, or options for a mapping with known options
   * @param path its name in the form; that of an option has the mapping's before it
   * @param fields the options of a mapping
   * @param rules what these ask of each other
   */
  public record Field(
      String path,
      String name,
      String type,
      String input,
      boolean required,
      String fallback,
      List<String> choices,
      String description,
      String value,
      List<Field> fields,
      List<String> rules) {}

  /** A group of the inventory. */
  public record Group(String name, int hosts) {}

  /** What would happen. */
  public record Ask(List<String> hosts, List<String> leftOut, boolean check) {
    /** What tells these hosts from others, for the press that follows. */
    public String digest() {
      return Integer.toHexString(hosts.hashCode()) + "-" + hosts.size();
    }
  }
}
