package io.promansible.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.archive.RunFiles;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.PreparedInventory;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import io.promansible.play.UnsafeVars;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.playbook.RolePlacement;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwners;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Writes the folder of a run and starts its play. */
@Singleton
public final class RunLaunch {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunRoles roles;
  private final RunFiles archive;
  private final RunOwners owners;
  private final Supplier<RunSettings> settings;
  private final Supplier<AnsibleSettings> ansible;
  private final PlayStart start;

  RunLaunch(
      RunRoles roles,
      RunFiles archive,
      RunOwners owners,
      Supplier<RunSettings> settings,
      Supplier<AnsibleSettings> ansible,
      PlayStart start) {
    this.roles = roles;
    this.archive = archive;
    this.owners = owners;
    this.settings = settings;
    this.ansible = ansible;
    this.start = start;
  }

  /**
   * Notes what the run uses that may change meanwhile.
   *
   * @throws WorldFault when a role of it is gone or faulty
   */
  public void pin(Run run) {
    roles.pin(run);
  }

  /**
   * Starts the play of a run.
   *
   * @param current the inventory with all these hosts
   * @throws WorldFault or {@link io.promansible.fault.InputFault} when it cannot; then nothing runs
   */
  public PlayProcess start(Run run, List<RunHost> hosts, LiveInventory.Current current) {
    RoleCatalog catalog = roles.catalog(run);
    List<Role> used = roles.checked(run);
    RolePlacement placement = RolePlacement.of(catalog, run.kind(), used);
    Map<String, ObjectNode> parameters = new TreeMap<>();
    for (RunHost host : hosts) {
      parameters.put(host.host(), (ObjectNode) UnsafeVars.tree(json(host.parameters())));
    }
    PlayInventory knows = inventory(parameters, current);
    RunFolder folder = archive.folder(run.id());
    layOut(folder, run, parameters.keySet(), new Placed(used, placement), knows);
    folder.noteHosts(current.served().shownOf(parameters.keySet()));
    PlayCommand command =
        new PlayCommand(
            run.id().toString(),
            catalog.playbooks(),
            placement.roles(),
            placement.collections(),
            archive.plugins(),
            settings.get().forks(),
            run.checkMode(),
            used.stream().anyMatch(role -> role.meta().facts() || role.meta().gathersFacts()),
            knows,
            Optional.empty(),
            RunRoles.acceleratedTasks(used));
    return start.start(folder, command, ansible.get());
  }

  private PlayInventory inventory(
      Map<String, ObjectNode> parameters, LiveInventory.Current current) {
    PreparedInventory prepared = current.prepared();
    return switch (ansible.get().inventory()) {
      case WHOLE -> new PlayInventory.Whole(prepared.inventory(), prepared.secrets(), parameters);
      case RUN ->
          new PlayInventory.Own(
              current.inventory().restrictedTo(parameters.keySet(), parameters),
              Optional.of(prepared.secrets()));
    };
  }

  private record Placed(List<Role> roles, RolePlacement placement) {}

  /** Writes what the play and its watcher read. */
  private void layOut(
      RunFolder folder, Run run, Set<String> targets, Placed placed, PlayInventory knows) {
    List<Role> used = placed.roles;
    int serial = RunRoles.serial(used);
    PlayTemplate template = roles.template(run);
    boolean facts =
        used.stream().anyMatch(role -> role.meta().facts())
            && used.stream().noneMatch(role -> role.meta().gathersFacts());
    folder.prepare(
        template.render(targets, placed.placement.names(), serial, facts),
        vars(run, List.copyOf(targets)),
        knows,
        targets);
    folder.lend(
        roles.catalog(run).playbooks().resolve(run.kind().folder()).resolve(run.kind().template()));
    PlayTime time =
        PlayTime.of(targets.size(), serial, settings.get().forks(), run.timeoutSeconds());
    folder.noteTime(time.turns(), time.seconds());
    folder.noteSecretNames(used.stream().flatMap(Role::secrets).toList());
  }

  private ObjectNode vars(Run run, List<String> hosts) {
    ObjectNode vars = (ObjectNode) json(run.vars());
    // The only variable with labels and the like; none of these is a variable of its own.
    ObjectNode promansible = vars.putObject("promansible");
    ObjectNode about = promansible.putObject("run");
    about.put("id", run.id().toString());
    about.put("cause", run.cause().name().toLowerCase(Locale.ROOT));
    about.put("handler", run.handler());
    about.put("routine", run.routine());
    about.put("step", run.step());
    owners.of(run).describe(run, hosts, promansible);
    return vars;
  }

  private static JsonNode json(String stored) {
    try {
      return JSON.readTree(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables that we stored are not JSON", e);
    }
  }
}
