package io.promansible.job;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.freeze.Freezes;
import io.promansible.inventory.Inventory;
import io.promansible.play.PlayHosts;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.Checkout;
import io.promansible.run.Cause;
import io.promansible.run.OwnPlay;
import io.promansible.run.Run;
import io.promansible.run.RunOwner;
import io.promansible.run.RunPartsRepository;
import io.promansible.stored.Inventories;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers for jobs: fetches the playbook, and says what it is to be played on. */
@Singleton
final class JobRunOwner implements RunOwner {
  private final Jobs jobs;
  private final JobProjects projects;
  private final Inventories inventories;
  private final Freezes freezes;
  private final RunPartsRepository parts;
  private final Supplier<AnsibleSettings> ansible;

  JobRunOwner(
      Jobs jobs,
      JobProjects projects,
      Inventories inventories,
      Freezes freezes,
      RunPartsRepository parts,
      Supplier<AnsibleSettings> ansible) {
    this.jobs = jobs;
    this.projects = projects;
    this.inventories = inventories;
    this.freezes = freezes;
    this.parts = parts;
    this.ansible = ansible;
  }

  @Override
  public Cause cause() {
    return Cause.JOB;
  }

  /** A frozen job waits; once thawed it goes on. */
  @Override
  public Optional<String> frozen(Run run) {
    return freezes.ofRun(run, parts.names(run.id()));
  }

  @Override
  public Optional<OwnPlay> ownPlay(Run run) {
    Jobs.Whole job = jobs.of(run.whole());
    Checkout commit = projects.commit(job.playbook(), run.whole());
    Inventory inventory = inventories.read(job.inventory());
    Path playbook = entry(job.playbook(), commit);
    List<Path> roles = new ArrayList<>();
    for (Path folder = playbook.getParent();
        folder != null && folder.startsWith(commit.root());
        folder = folder.getParent()) {
      roles.add(folder.resolve("roles"));
    }
    roles.addAll(RoleCatalog.shelves(commit, Kind.ROUTINE));
    List<Path> collections = RoleCatalog.collections(commit);
    return Optional.of(
        new OwnPlay(
            inventory,
            playbook,
            commit.root(),
            PlayHosts.of(
                playbook,
                inventory.whole(),
                Map.of(
                    "ANSIBLE_ROLES_PATH", joined(roles),
                    "ANSIBLE_COLLECTIONS_PATH", joined(collections)),
                ansible.get()),
            roles,
            collections,
            PlaybookPlays.divisible(playbook)));
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static Path entry(StoredPlaybook playbook, Checkout commit) {
    Path file = commit.root().resolve(playbook.entry()).normalize();
    try {
      if (Files.isRegularFile(file) && file.toRealPath().startsWith(commit.root().toRealPath())) {
        return file;
      }
    } catch (IOException e) {
      throw new WorldFault(file + " cannot be read", e);
    }
    throw new InputFault(
        "entry",
        "the commit %s of %s has no file %s"
            .formatted(commit.shortCommit(), playbook.gitRepo(), playbook.entry()));
  }
}
