package io.promansible.playbook;

import io.promansible.settings.Section;
import java.util.List;

/**
 * What a role needs beside Ansible's own modules.
 *
 * @param ansible the least version of ansible-core, such as {@code 2.14}; empty for any
 * @param collections Ansible collections that must be on Promansible's machine
 * @param programs programs that must be on the hosts
 */
public record Requires(String ansible, List<String> collections, List<String> programs) {
  /** No requirements. */
  public static final Requires NOTHING = new Requires("", List.of(), List.of());

  public Requires {
    collections = List.copyOf(collections);
    programs = List.copyOf(programs);
  }

  static Requires read(Section section) {
    String ansible = section.text("ansible", "");
    if (!ansible.matches("|\\d+(\\.\\d+){1,2}")) {
      section.fault("ansible", "must be a version of ansible-core, such as \"2.14\"");
    }
    List<String> collections = section.texts("collections", List.of());
    for (String collection : collections) {
      if (!collection.matches("\\w+\\.\\w+")) {
        section.fault("collections", "has '" + collection + "'; write namespace.name");
      }
    }
    List<String> programs = section.texts("programs", List.of());
    for (String program : programs) {
      if (!program.matches("[A-Za-z0-9][A-Za-z0-9._+-]*")) {
        section.fault("programs", "has '" + program + "', which is no name of a program");
      }
    }
    section.end();
    return new Requires(ansible, collections, programs);
  }
}
