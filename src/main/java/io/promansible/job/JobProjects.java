package io.promansible.job;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.disk.DataFolder;
import io.promansible.fault.WorldFault;
import io.promansible.project.Checkout;
import io.promansible.project.CheckoutTrial;
import io.promansible.project.ProjectSettings;
import io.promansible.project.ProjectState;
import io.promansible.project.Projects;
import io.promansible.project.RunCommitRepository;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The repositories of playbooks: each is a project that is looked at when a job begins. A
 * configured project of the same address lends its key or token.
 */
@Singleton
final class JobProjects {
  private final Projects projects;
  private final RunCommitRepository commits;

  JobProjects(
      StoredPlaybookRepository playbooks,
      Supplier<List<ProjectSettings>> configured,
      Supplier<AnsibleSettings> ansible,
      RunCommitRepository commits,
      DataFolder data,
      Clock clock) {
    this.commits = commits;
    this.projects =
        new Projects(
            () -> playbooks.all().stream().map(row -> settings(row, configured.get())).toList(),
            data.path(),
            ansible.get().program("ansible-galaxy"),
            clock);
  }

  private static ProjectSettings settings(StoredPlaybook row, List<ProjectSettings> configured) {
    return configured.stream()
        .filter(one -> one.url().equals(row.gitRepo()))
        .findFirst()
        .map(one -> one.onDemand(name(row)))
        .orElseGet(() -> ProjectSettings.onDemand(name(row), row.gitRepo()));
  }

  private static String name(StoredPlaybook row) {
    return "playbook-" + row.id();
  }

  /**
   * The commit of a job: the one that the job began with, or else the newest one.
   *
   * @param whole the id of the whole run
   * @throws WorldFault when it cannot be had
   */
  Checkout commit(StoredPlaybook playbook, UUID whole) {
    String name = name(playbook);
    Optional<String> noted =
        commits.findById(whole).map(row -> row.byProject().get(name)).filter(one -> one != null);
    Optional<Checkout> known = noted.flatMap(commit -> projects.find(name, commit));
    if (known.isPresent()) {
      return known.get();
    }
    projects.refresh(name, CheckoutTrial.NONE, commits::needed);
    ProjectState state =
        projects.states().stream()
            .filter(one -> one.project().name().equals(name))
            .findFirst()
            .orElseThrow();
    if (!state.trouble().isEmpty()) {
      throw new WorldFault(
          "the repository of the playbook %s cannot be fetched: %s"
              .formatted(playbook.name(), state.trouble()));
    }
    String wanted = noted.orElse(String.valueOf(state.commit()));
    Checkout found =
        projects
            .obtain(name, wanted)
            .orElseThrow(() ->
                new WorldFault(
                    "the commit %s of the playbook %s is not on this node (any more)"
                        .formatted(wanted, playbook.name())));
    commits.note(whole, List.of(found));
    return found;
  }
}
