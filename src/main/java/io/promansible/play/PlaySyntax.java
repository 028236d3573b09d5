package io.promansible.play;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import io.promansible.playbook.RolePlacement;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Checks a play by {@code ansible-playbook --syntax-check}. */
public final class PlaySyntax {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int OUTPUT_MAX = 1 << 20;
  private static final int SAID_MAX = 1000;

  private PlaySyntax() {}

  /**
   * What is wrong with a play and its roles, in Ansible's words; empty when nothing is.
   *
   * @param placement where Ansible finds the roles
   * @param template the template that the play was rendered from
   * @param hosts the hosts that the play names
   * @throws WorldFault when Ansible cannot be run
   */
  public static Optional<String> fault(
      Path playbooks,
      RolePlacement placement,
      Path template,
      String playbook,
      Set<String> hosts,
      AnsibleSettings ansible) {
    try (ScratchFolder scratch = ScratchFolder.make("syntax")) {
      RunFolder folder = new RunFolder(scratch.path().resolve("run"));
      folder.prepare(playbook, JsonNodeFactory.instance.objectNode(), knowing(hosts), hosts);
      folder.lend(template);
      PlayCommand command =
          new PlayCommand(
              UUID.randomUUID().toString(),
              playbooks,
              placement.roles(),
              placement.collections(),
              CallbackPlugin.install(scratch.path()),
              1,
              false,
              false,
              knowing(hosts),
              Optional.empty(),
              0);
      List<String> line = new ArrayList<>(command.arguments(ansible));
      line.add(1, "--syntax-check");
      Programs.Result result =
          Programs.run(
              line, command.environment(folder, ansible), folder.path(), LIMIT, OUTPUT_MAX);
      return result.exit() == 0
          ? Optional.empty()
          : Optional.of(said(result, folder.path().toString()));
    } catch (IOException e) {
      throw new WorldFault("a play cannot be looked at: " + e.getMessage(), e);
    }
  }

  private static PlayInventory knowing(Set<String> hosts) {
    ObjectNode inventory = JsonNodeFactory.instance.objectNode();
    ObjectNode all = inventory.putObject("all").putObject("hosts");
    hosts.forEach(all::putObject);
    return new PlayInventory.Own(inventory);
  }

  private static String said(Programs.Result result, String folder) {
    String all = (result.err() + "\n" + result.out()).strip();
    String error = all.substring(Math.max(0, all.indexOf("ERROR!")));
    String plain = error.replace(folder + "/", "").replaceAll("\\s+", " ").strip();
    return plain.length() <= SAID_MAX ? plain : plain.substring(0, SAID_MAX) + "…";
  }
}
