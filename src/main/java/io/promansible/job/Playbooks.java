package io.promansible.job;

import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.fault.Conflict;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.stored.Names;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** Playbooks of git repositories: made, changed, found and removed. */
@Singleton
public final class Playbooks {
  private static final int MOST = 1024;

  private final StoredPlaybookRepository rows;
  private final AuditLog audit;
  private final Clock clock;

  Playbooks(StoredPlaybookRepository rows, AuditLog audit, Clock clock) {
    this.rows = rows;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Makes a playbook; whether its repository can be reached is found out by its first job.
   *
   * @throws InputFault with what is wrong
   * @throws Conflict when there is one of this name
   */
  public StoredPlaybook make(String name, String gitRepo, String entry, Principal who) {
    check(name, gitRepo, entry);
    if (rows.findByName(name).isPresent()) {
      throw new Conflict("there is a playbook '" + name + "' already");
    }
    StoredPlaybook made =
        rows.save(new StoredPlaybook(null, name, gitRepo, entry, who.name(), clock.instant()));
    audit.record(who.name(), "playbook.make", name, "");
    return made;
  }

  /** Changes a playbook; jobs that have begun go on as they are. */
  public StoredPlaybook change(long id, String name, String gitRepo, String entry, Principal who) {
    StoredPlaybook before = find(id);
    check(name, gitRepo, entry);
    if (rows.findByName(name).filter(other -> !Objects.equals(other.id(), id)).isPresent()) {
      throw new Conflict("there is a playbook '" + name + "' already");
    }
    StoredPlaybook changed =
        rows.update(new StoredPlaybook(id, name, gitRepo, entry, who.name(), clock.instant()));
    audit.record(
        who.name(),
        "playbook.change",
        name,
        new AuditLog.Change(before.gitRepo() + " " + before.entry(), gitRepo + " " + entry),
        () -> true);
    return changed;
  }

  private static void check(String name, String gitRepo, String entry) {
    Names.require("name", name);
    if (gitRepo.isBlank()
        || gitRepo.length() > MOST
        || gitRepo.startsWith("-")
        || gitRepo.contains("::")
        || !gitRepo.matches("[\\x21-\\x7e]+")) {
      throw new InputFault(
          "git_repo", "must be the address of a git repository, such as git@host:ops/infra.git");
    }
    Path path = Path.of("/x").resolve(entry).normalize();
    if (entry.isBlank()
        || entry.length() > MOST
        || Path.of(entry).isAbsolute()
        || !path.startsWith("/x/")
        || !entry.matches("[\\w./ -]+\\.ya?ml")
        || entry.startsWith("-")) {
      throw new InputFault("entry", "must be a .yml file in the repository");
    }
  }

  /**
   * The playbook of an id.
   *
   * @throws NotFound when there is none
   */
  public StoredPlaybook find(long id) {
    return rows.findById(id).orElseThrow(() -> new NotFound("no playbook " + id));
  }

  /** All of them, the newest first. */
  public List<StoredPlaybook> all() {
    return rows.all();
  }

  /**
   * Removes a playbook.
   *
   * @throws Conflict while an app or a job needs it
   */
  public void remove(long id, Principal who) {
    StoredPlaybook row = find(id);
    if (rows.used(id)) {
      throw new Conflict("an app, or a job that has not ended, needs it");
    }
    audit.record(
        who.name(),
        "playbook.remove",
        row.name(),
        new AuditLog.Change(row.gitRepo() + " " + row.entry(), null),
        () -> rows.remove(id) == 1);
  }
}
