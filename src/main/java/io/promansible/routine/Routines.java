package io.promansible.routine;

import io.promansible.handler.RoleCheck;
import io.promansible.playbook.Role;
import io.promansible.routine.Routine.Misfire;
import io.promansible.routine.Routine.Overlap;
import io.promansible.settings.Crons;
import io.promansible.settings.Section;
import io.promansible.settings.Zones;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The routines of the file. They are checked; starting them comes with a later version. */
public record Routines(List<Routine> all) {
  /** Copies. */
  public Routines {
    all = List.copyOf(all);
  }

  /** The list {@code routines}. */
  public static Routines read(List<Section> sections, RoleCheck roles) {
    List<Routine> routines = new ArrayList<>();
    for (Section section : sections) {
      section.withoutEffect("cron");
      String name = section.required("name");
      if (routines.stream().anyMatch(other -> other.name().equals(name))) {
        section.fault(
            "name", "'" + name + "' is the name of another routine too; names must differ");
      }
      section.required("cron");
      List<Role> known = roles.read(section);
      Map<String, Object> vars = section.tree("vars");
      RoleCheck.vars(section, known, vars);
      routines.add(
          new Routine(
              name,
              section.parsed("cron", "@daily", Crons::checked),
              section.parsed("timezone", ZoneId.of("UTC"), Zones::parse),
              section.required("hosts"),
              known.stream().map(Role::name).toList(),
              vars,
              section.choice("misfire", Misfire.class, Misfire.SKIP),
              section.choice("overlap", Overlap.class, Overlap.SKIP)));
      section.end();
    }
    return new Routines(routines);
  }
}
