package io.promansible.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.PlayCommand;
import io.promansible.ansible.PlayProcess;
import io.promansible.ansible.PlayStart;
import io.promansible.ansible.RunFolder;
import io.promansible.ansible.UnsafeVars;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.Argument;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Lays out the folder of a run and starts its play. */
public final class RunLaunch {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path playbooks;
  private final Path plugins;
  private final RoleCatalog roles;
  private final LiveInventory inventory;
  private final RunArchive archive;
  private final Supplier<RunSettings> settings;
  private final Supplier<AnsibleSettings> ansible;
  private final PlayStart start;

  /** A launch. */
  public RunLaunch(
      Path playbooks,
      Path plugins,
      RoleCatalog roles,
      LiveInventory inventory,
      RunArchive archive,
      Supplier<RunSettings> settings,
      Supplier<AnsibleSettings> ansible,
      PlayStart start) {
    this.start = start;
    this.playbooks = playbooks;
    this.plugins = plugins;
    this.roles = roles;
    this.inventory = inventory;
    this.archive = archive;
    this.settings = settings;
    this.ansible = ansible;
  }

  /**
   * Starts the play of a run.
   *
   * @param owner adds what the play may know of its cause
   * @throws WorldFault or {@link io.promansible.fault.InputFault} when it cannot; then nothing runs
   */
  PlayProcess start(Run run, List<RunHost> hosts, RunOwner owner) {
    List<Role> used = checked(run);
    Inventory known = inventory.get().inventory();
    Map<String, ObjectNode> parameters = new TreeMap<>();
    for (RunHost host : hosts) {
      if (known.host(host.host()).isEmpty()) {
        throw new WorldFault("the host '" + host.host() + "' is not in the inventory (any more)");
      }
      parameters.put(host.host(), (ObjectNode) UnsafeVars.tree(json(host.parameters())));
    }
    Set<String> targets = parameters.keySet();
    RunFolder folder = archive.folder(run.id());
    folder.prepare(
        PlayTemplate.read(playbooks, run.kind())
            .render(
                targets,
                run.roleNames(),
                serial(used),
                used.stream().anyMatch(role -> role.meta().facts())
                    && used.stream().noneMatch(role -> role.meta().gathersFacts())),
        vars(run, List.copyOf(targets), owner),
        known.restrictedTo(targets, parameters),
        targets);
    int serial = serial(used);
    folder.noteTurns(serial > 0 ? Math.ceilDiv(targets.size(), serial) : 1);
    folder.noteSecretNames(
        used.stream()
            .flatMap(role -> role.arguments().stream())
            .filter(Argument::secret)
            .map(Argument::name)
            .toList());
    PlayCommand command =
        new PlayCommand(
            run.id().toString(),
            playbooks,
            roles.shelves(run.kind()),
            plugins,
            settings.get().forks(),
            run.checkMode(),
            used.stream().anyMatch(role -> role.meta().facts() || role.meta().gathersFacts()));
    return start.start(folder, command, ansible.get());
  }

  /**
   * Looks at the roles once more: one that was broken since the handlers were read would fail
   * half-way, after those before it have acted.
   */
  private List<Role> checked(Run run) {
    List<Role> used = new ArrayList<>();
    for (String name : run.roleNames()) {
      Role role =
          roles
              .find(run.kind(), name)
              .orElseThrow(() ->
                  new WorldFault("the role '" + name + "' is not in the role catalog (any more)"));
      if (!role.faults().isEmpty()) {
        throw new WorldFault("the role '" + name + "' is faulty: " + role.faults().getFirst());
      }
      used.add(role);
    }
    return used;
  }

  /** How many hosts at once the roles of a run want; 0 for all. */
  int serial(Run run) {
    return serial(
        run.roleNames().stream().flatMap(name -> roles.find(run.kind(), name).stream()).toList());
  }

  /**
   * Whether the template leaves the hosts to themselves, so that slices are as good as the whole.
   */
  boolean divisible(Run run) {
    return PlayTemplate.read(playbooks, run.kind()).divisible();
  }

  private static int serial(List<Role> used) {
    return used.stream().mapToInt(role -> role.meta().serial()).filter(n -> n > 0).min().orElse(0);
  }

  private static ObjectNode vars(Run run, List<String> hosts, RunOwner owner) {
    ObjectNode vars = (ObjectNode) json(run.vars());
    // The one variable that carries what others say; nothing of it is ever a variable by itself.
    ObjectNode promansible = vars.putObject("promansible");
    ObjectNode about = promansible.putObject("run");
    about.put("id", run.id().toString());
    about.put("cause", run.cause().name().toLowerCase(Locale.ROOT));
    about.put("handler", run.handler());
    about.put("routine", run.routine());
    about.put("step", run.step());
    owner.describe(run, hosts, promansible);
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
