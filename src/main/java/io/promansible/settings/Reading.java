package io.promansible.settings;

import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What one pass over a file has gathered: findings, and environment variables that were used. */
final class Reading {
  static final String PREFIX = "PROMANSIBLE_";

  final String file;
  final Map<String, String> environment;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> overrides = new TreeSet<>();

  Reading(String file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  void fault(String where, String what) {
    findings.add(new Finding(where, what));
  }

  void overridden(String variable) {
    overrides.add(variable);
  }

  List<String> overrides() {
    return List.copyOf(overrides);
  }

  void throwIfFaulty() {
    if (!findings.isEmpty()) {
      findings.sort(Comparator.comparingInt(Reading::line));
      throw new InputFault(findings);
    }
  }

  /** The line of a finding, to sort by: parts read in their own order, people from the top. */
  private static int line(Finding finding) {
    String digits = finding.where().replaceFirst("^.*:(\\d+)$", "$1");
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
  }
}
