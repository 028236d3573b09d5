package io.promansible.playbook;

import java.util.Locale;

/** The two kinds of roles: for alerts, and for routines and people. */
public enum Kind {
  ALERT("alerthandler.yml"),
  ROUTINE("routinehandler.yml");

  private final String template;

  Kind(String template) {
    this.template = template;
  }

  /** The folder below {@code playbooks/}. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The {@code hosts/role} template in that folder. */
  public String template() {
    return template;
  }
}
