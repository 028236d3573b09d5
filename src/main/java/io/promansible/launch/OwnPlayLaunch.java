package io.promansible.launch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.archive.RunFiles;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Secrets;
import io.promansible.inventory.ServedInventory;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import io.promansible.playbook.RoleCatalog;
import io.promansible.run.OwnPlay;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Starts plays of playbooks of their own. They are started plainly: such a playbook may bring along
 * plugins, which a warm process would keep for the plays of others.
 */
@Singleton
public final class OwnPlayLaunch {
  private final RoleCatalog catalog;
  private final RunFiles archive;
  private final Supplier<RunSettings> settings;
  private final Supplier<AnsibleSettings> ansible;
  private final LiveInventory inventory;
  private final PlayStart start;

  OwnPlayLaunch(
      RoleCatalog catalog,
      RunFiles archive,
      Supplier<RunSettings> settings,
      Supplier<AnsibleSettings> ansible,
      LiveInventory inventory,
      PlayStart start) {
    this.catalog = catalog;
    this.archive = archive;
    this.settings = settings;
    this.ansible = ansible;
    this.inventory = inventory;
    this.start = start;
  }

  /**
   * Starts the play of a run.
   *
   * @throws WorldFault when it cannot; then nothing runs
   */
  public PlayProcess start(Run run, List<RunHost> hosts, OwnPlay own) {
    Set<String> targets =
        hosts.stream().map(RunHost::host).collect(Collectors.toCollection(TreeSet::new));
    PlayInventory knows = new PlayInventory.Own(own.inventory().whole(), Optional.empty());
    RunFolder folder = archive.folder(run.id());
    folder.prepare(text(own), vars(run, targets), knows, targets);
    folder.noteSecrets(Secrets.of(own.inventory(), inventory.secretNames()).found());
    folder.noteTime(1, run.timeoutSeconds());
    folder.noteSecretNames(List.of());
    folder.noteHosts(
        new ServedInventory(own.inventory(), inventory.secretNames()).shownOf(targets));
    return start.startPlainly(
        folder,
        new PlayCommand(
            run.id().toString(),
            catalog.playbooks(),
            own.rolePaths(),
            own.collectionPaths(),
            archive.plugins(),
            settings.get().forks(),
            run.checkMode(),
            false,
            knows,
            Optional.of(new PlayCommand.Own(own.playbook(), own.root())),
            0),
        ansible.get());
  }

  private static String text(OwnPlay own) {
    try {
      return Files.readString(own.playbook());
    } catch (IOException e) {
      throw new WorldFault(own.playbook() + " cannot be read", e);
    }
  }

  private static ObjectNode vars(Run run, Set<String> hosts) {
    ObjectNode vars = JsonNodeFactory.instance.objectNode();
    ObjectNode promansible = vars.putObject("promansible");
    ObjectNode about = promansible.putObject("run");
    about.put("id", run.id().toString());
    about.put("cause", "job");
    ObjectNode alerts = promansible.putObject("alerts");
    hosts.forEach(alerts::putArray);
    return vars;
  }
}
