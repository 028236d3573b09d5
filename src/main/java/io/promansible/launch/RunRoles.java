package io.promansible.launch;

import io.promansible.fault.WorldFault;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.RunCommitRepository;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The roles of a run as they are in the catalog now, and what they need of its play. */
@Singleton
public final class RunRoles {
  private final RoleCatalog catalog;
  private final RunCommitRepository commits;

  RunRoles(RoleCatalog catalog, RunCommitRepository commits) {
    this.catalog = catalog;
    this.commits = commits;
  }

  /**
   * The roles of a run, checked once more: a role that was broken since the handlers were read
   * would fail after the roles before it have acted.
   *
   * @throws WorldFault when a role is gone or faulty
   */
  List<Role> checked(Run run) {
    return checked(run, catalog(run));
  }

  private static List<Role> checked(Run run, RoleCatalog catalog) {
    List<Role> used = new ArrayList<>();
    for (String name : run.roleNames()) {
      Role role =
          catalog
              .find(run.kind(), name)
              .orElseThrow(() ->
                  new WorldFault("the role '" + name + "' is not in the role catalog (any more)"));
      if (role.checkout().isPresent() && !role.name().equals(name)) {
        // Whoever was allowed to run the one was not asked about the other.
        throw new WorldFault(
            "the role '%s' is gone; %s is another one".formatted(name, role.name()));
      }
      if (!role.faults().isEmpty()) {
        throw new WorldFault("the role '" + name + "' is faulty: " + role.faults().getFirst());
      }
      used.add(role);
    }
    return used;
  }

  /** How many hosts at once; 0 for all. */
  public int serial(Run run) {
    return serial(found(run).toList());
  }

  /** How many hosts at once, by the role that wants least; 0 for all. */
  static int serial(List<Role> used) {
    return used.stream().mapToInt(role -> role.meta().serial()).filter(n -> n > 0).min().orElse(0);
  }

  /**
   * How many tasks Mitogen may run; 0 when a role must not be, or is not, run by it as by Ansible.
   */
  static int acceleratedTasks(List<Role> used) {
    return used.stream().allMatch(role -> role.meta().accelerate() && role.tasks().accelerable())
        ? used.stream().mapToInt(role -> role.tasks().count()).sum()
        : 0;
  }

  /** Whether the run may be cut into slices: neither template nor roles tie its hosts together. */
  public boolean divisible(Run run) {
    return template(run).divisible() && found(run).noneMatch(role -> role.tasks().runOnce());
  }

  /**
   * How long the play of a run may last at most, as far as its roles are known here. Fetches no
   * commit for it: the roles are taken as they are now.
   *
   * @param forks how many hosts Ansible works on at once
   */
  public Duration longest(Run run, int forks) {
    PlayTime time =
        PlayTime.of(
            Math.max(1, run.hostCount()),
            serial(
                run.roleNames().stream()
                    .flatMap(name -> catalog.find(run.kind(), name).stream())
                    .toList()),
            forks,
            run.timeoutSeconds());
    return Duration.ofSeconds(time.turns() * time.seconds());
  }

  private Stream<Role> found(Run run) {
    RoleCatalog its = catalog(run);
    return run.roleNames().stream().flatMap(name -> its.find(run.kind(), name).stream());
  }

  PlayTemplate template(Run run) {
    return PlayTemplate.read(catalog.playbooks(), run.kind());
  }

  /** The catalog with the commits in force that the run is to use, if any are named for it. */
  RoleCatalog catalog(Run run) {
    return commits.findById(run.whole()).map(row -> catalog.at(row.byProject())).orElse(catalog);
  }

  /**
   * Notes the commits of projects that a run uses, before it is cut into slices: all of them use
   * the same.
   *
   * @throws WorldFault when a role is gone or faulty
   */
  void pin(Run run) {
    if (catalog.hasProjects() && commits.findById(run.whole()).isEmpty()) {
      commits.note(
          run.whole(),
          checked(run).stream().flatMap(role -> role.checkout().stream()).distinct().toList());
    }
  }
}
