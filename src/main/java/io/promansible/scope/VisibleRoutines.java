package io.promansible.scope;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.routine.PatternHosts;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineCatalog;
import io.promansible.routine.RoutineCatalog.Entry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The routines that a caller may see: one grant must cover all their hosts and roles. */
@Singleton
public final class VisibleRoutines {
  private final RoutineCatalog catalog;
  private final PatternHosts patterns;

  VisibleRoutines(RoutineCatalog catalog, PatternHosts patterns) {
    this.catalog = catalog;
    this.patterns = patterns;
  }

  /** All routines that a caller may see. */
  public List<Entry> all(Principal caller) {
    return catalog.all().values().stream().filter(entry -> sees(caller, entry)).toList();
  }

  private boolean sees(Principal caller, Entry entry) {
    return caller.everywhere(AccessRole.VIEWER) || caller.may(AccessRole.VIEWER, subject(entry));
  }

  /** What a right to a routine is asked about; one that cannot be read ends at no host. */
  Subject subject(Entry entry) {
    Optional<Routine> routine = entry.routine();
    return new Subject(
        routine.map(this::hosts).orElse(List.of()),
        List.of(),
        routine.map(Routine::roles).orElse(List.of()));
  }

  private Collection<String> hosts(Routine routine) {
    try {
      return patterns.of(routine.hosts());
    } catch (InputFault e) {
      return List.of();
    }
  }

  /**
   * A routine that a caller may see.
   *
   * @throws NotFound when there is none
   */
  public Entry find(Principal caller, String name) {
    return catalog
        .find(name)
        .filter(entry -> sees(caller, entry))
        .orElseThrow(() -> new NotFound("no routine '" + name + "'"));
  }

  /**
   * A routine that a caller may run, pause and resume.
   *
   * @throws NotFound when there is none that the caller may see
   * @throws Forbidden when the caller may see it, and no more
   */
  public Entry operable(Principal caller, String name) {
    Entry entry = find(caller, name);
    if (!caller.everywhere(AccessRole.OPERATOR)
        && !caller.may(AccessRole.OPERATOR, subject(entry))) {
      throw new Forbidden(
          "no grant of %s as operator covers all hosts and roles of routine %s"
              .formatted(caller.name(), name));
    }
    return entry;
  }
}
