package io.promansible.routine;

import io.promansible.handler.RoleCheck;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleMeta;
import io.promansible.routine.Routine.Busy;
import io.promansible.routine.Routine.Misfire;
import io.promansible.routine.Routine.Overlap;
import io.promansible.settings.Section;
import io.promansible.settings.Zones;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routines of the file. */
public record Routines(List<Routine> all) {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,127}";
  private static final Duration LATE = Duration.ofHours(1);

  public Routines {
    all = List.copyOf(all);
  }

  /** The routine of this name. */
  public Optional<Routine> find(String name) {
    return all.stream().filter(routine -> routine.name().equals(name)).findFirst();
  }

  /**
   * The list {@code routines}.
   *
   * @param timeout the timeout of a routine whose roles have none
   */
  public static Routines read(List<Section> sections, RoleCheck roles, Duration timeout) {
    List<Routine> routines = new ArrayList<>();
    for (Section section : sections) {
      String name = section.required("name");
      if (!name.isBlank() && !name.matches(NAME)) {
        section.fault("name", "'" + name + "' may have letters, digits, '_', '.' and '-'");
      }
      if (routines.stream().anyMatch(other -> other.name().equals(name))) {
        section.fault(
            "name", "'" + name + "' is the name of another routine too; names must differ");
      }
      routines.add(one(section, name, roles, timeout));
      section.end();
    }
    return new Routines(routines);
  }

  /** Reads one routine; the caller ends the section. */
  private static Routine one(Section section, String name, RoleCheck roles, Duration timeout) {
    section.required("cron");
    List<Role> known = roles.read(section);
    Map<String, Object> vars = section.tree("vars");
    RoleCheck.vars(section, known, vars);
    ZoneId zone = section.parsed("timezone", ZoneId.of("UTC"), Zones::parse);
    Duration own =
        known.stream()
            .map(Role::meta)
            .map(RoleMeta::timeout)
            .flatMap(Optional::stream)
            .max(Duration::compareTo)
            .orElse(timeout);
    return new Routine(
        name,
        section.parsed(
            "cron", Timetable.parse("@daily", zone), text -> Timetable.parse(text, zone)),
        section.required("hosts"),
        known.stream().map(Role::name).toList(),
        vars,
        section.choice("misfire", Misfire.class, Misfire.SKIP),
        section.duration("late", LATE, Duration.ofMinutes(1)),
        section.choice("overlap", Overlap.class, Overlap.SKIP),
        section.duration("jitter", Duration.ZERO, Duration.ZERO),
        section.duration("timeout", own, Duration.ofSeconds(1)),
        section.flag("check", false),
        section.choice("busy", Busy.class, Busy.WAIT));
  }
}
