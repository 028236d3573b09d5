package io.promansible.doctor;

import io.promansible.config.Configuration;
import io.promansible.doctor.Diagnosis.Level;
import io.promansible.inventory.Inventory;
import io.promansible.play.HostCheck;
import io.promansible.playbook.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Connects to every host and looks whether plays can work on it. */
record HostsCheckup(Configuration configuration, DoctorReport report) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Checks all hosts, and whether they have the programs that these roles need. */
  void check(Inventory inventory, List<Role> roles) {
    Set<String> names =
        inventory.hosts().stream()
            .map(h -> h.name())
            .collect(Collectors.toCollection(TreeSet::new));
    if (names.isEmpty()) {
      return;
    }
    Set<String> programs =
        roles.stream()
            .flatMap(role -> role.meta().requires().programs().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    report.attempt(
        "hosts",
        () -> {
          Map<String, HostCheck.Answer> answers =
              HostCheck.look(
                  configuration.playbooks(),
                  inventory.restrictedTo(names, Map.of()),
                  names,
                  programs,
                  configuration.runs().forks(),
                  configuration.ansible(),
                  LIMIT);
          tell(answers, names, roles);
        });
  }

  private void tell(Map<String, HostCheck.Answer> answers, Set<String> names, List<Role> roles) {
    int well = 0;
    for (String name : names) {
      switch (answers.get(name)) {
        case HostCheck.Answer.Reached(var missing) when missing.isEmpty() -> well++;
        case HostCheck.Answer.Reached(var missing) ->
            report.warn("hosts", name + ": " + missing(missing, roles));
        case HostCheck.Answer.Trouble(var why) -> report.bad("hosts", name + ": " + why);
        case null ->
            report.bad("hosts", name + ": no answer within " + LIMIT.toMinutes() + " minutes");
      }
    }
    report.tell(
        well == names.size() ? Level.GOOD : Level.WARN,
        "hosts",
        well + " of " + names.size() + " can be worked on and have what the roles need");
  }

  private static String missing(List<String> programs, List<Role> roles) {
    return programs.stream()
        .map(program ->
            program
                + " is missing, for "
                + roles.stream()
                    .filter(role -> role.meta().requires().programs().contains(program))
                    .map(Role::name)
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }
}
