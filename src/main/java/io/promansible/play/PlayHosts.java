package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.disk.ScratchFolder;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which hosts the plays of a playbook mean: told by {@code ansible-playbook --list-hosts}. */
public final class PlayHosts {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int OUTPUT_MAX = 64 << 20;
  // "    hosts (3):", and then each host in a line of its own, further in.
  private static final String HEAD = "    hosts (";
  private static final String HOST = "      ";

  private PlayHosts() {}

  /**
   * The hosts of all plays.
   *
   * @param inventory in the form of Ansible's yaml plugin
   * @param environment where Ansible finds roles and collections
   * @throws InputFault with Ansible's words when it cannot read the playbook
   */
  public static Set<String> of(
      Path playbook, JsonNode inventory, Map<String, String> environment, AnsibleSettings ansible) {
    try (ScratchFolder scratch = ScratchFolder.make("hosts")) {
      Path file = Files.writeString(scratch.path().resolve("inventory.json"), inventory.toString());
      List<String> command =
          new ArrayList<>(
              List.of(
                  ansible.program("ansible-playbook"),
                  "--list-hosts",
                  "--inventory",
                  file.toString()));
      ansible
          .vaultPasswordFiles()
          .forEach(one -> command.addAll(List.of("--vault-password-file", one.toString())));
      command.add(playbook.toString());
      Map<String, String> all = new TreeMap<>(ansible.environment(System.getenv()));
      all.putAll(environment);
      all.put("ANSIBLE_NOCOLOR", "1");
      Programs.Result result = Programs.run(command, all, scratch.path(), LIMIT, OUTPUT_MAX);
      if (result.exit() != 0) {
        String said = result.err().isBlank() ? result.out() : result.err();
        throw new InputFault(
            String.valueOf(playbook.getFileName()), said.strip().replaceAll("\\s+", " "));
      }
      return hosts(result.out());
    } catch (IOException e) {
      throw new WorldFault("a playbook cannot be looked at: " + e.getMessage(), e);
    }
  }

  static Set<String> hosts(String out) {
    Set<String> hosts = new TreeSet<>();
    boolean listing = false;
    for (String line : out.lines().toList()) {
      if (line.startsWith(HEAD)) {
        listing = true;
      } else if (listing && line.startsWith(HOST) && !line.isBlank()) {
        hosts.add(line.strip());
      } else {
        listing = false;
      }
    }
    return hosts;
  }
}
