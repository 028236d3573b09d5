package io.promansible.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.SecretNames;
import io.promansible.inventory.Secrets;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.RunCommit;
import io.promansible.project.RunCommitRepository;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRunRepository;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What people see of a run beside its row: its alerts, and its variables with secrets masked. */
@Singleton
public final class RunVars {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RoleCatalog catalog;
  private final LiveInventory inventory;
  private final RemediationRunRepository remediations;
  private final RunCommitRepository commits;

  public RunVars(
      RoleCatalog catalog,
      LiveInventory inventory,
      RemediationRunRepository remediations,
      RunCommitRepository commits) {
    this.catalog = catalog;
    this.inventory = inventory;
    this.remediations = remediations;
    this.commits = commits;
  }

  /** What a run was for. */
  public List<Remediation> alerts(Run run) {
    return remediations.everOfRun(run.whole());
  }

  /** The commits of projects that a run used, or is to use, by project. */
  public Map<String, String> commits(Run run) {
    return commits.findById(run.id()).map(RunCommit::byProject).orElse(Map.of());
  }

  /** The names of variables that are masked for some roles. */
  public SecretNames secretNames(Kind kind, Collection<String> roles) {
    return inventory
        .secretNames()
        .and(
            roles.stream()
                .flatMap(name -> catalog.find(kind, name).stream())
                .flatMap(Role::secrets)
                .collect(Collectors.toSet()));
  }

  /** A run's variables; stars for those that its roles declare secret or that have secret names. */
  public JsonNode vars(Run run) {
    try {
      return Secrets.masked(JSON.readTree(run.vars()), secretNames(run.kind(), run.roleNames()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that we stored are not JSON", e);
    }
  }
}
