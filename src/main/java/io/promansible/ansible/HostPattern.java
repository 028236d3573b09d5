package io.promansible.ansible;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.HostNames;
import io.promansible.inventory.Inventory;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the hosts that Ansible's patterns mean, such as {@code web:&stage:!web3}:
 * https://docs.ansible.com/ansible/latest/inventory_guide/intro_patterns.html
 *
 * <p>The name of a host or a group is looked up; for all else Ansible itself is asked, so that a
 * pattern means here what it means there.
 */
public final class HostPattern {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int OUTPUT_MAX = 64 << 20;
  private static final int LENGTH_MAX = 1024;
  private static final Pattern COUNT = Pattern.compile("hosts \\(\\d+\\):");
  // A part of a pattern without commas: Ansible splits it at colons outside of brackets.
  private static final Pattern PART = Pattern.compile("(?:[^\\s:\\[\\]]|\\[[^\\]]*\\])+");
  // The end of a part that takes the n-th host of a group, or a range of its hosts.
  private static final Pattern SUBSCRIPT =
      Pattern.compile("\\[-?\\d+(?:[:-]-?\\d*)?\\]$|\\[[:-]\\d+\\]$");
  private static final Pattern WILD = Pattern.compile("~.*|.*[*?\\[].*");

  private final Path scratch;

  /** Keeps its temporary files in {@code patterns} in the data folder. */
  public HostPattern(Path data) {
    this.scratch = data.resolve("patterns");
  }

  /**
   * The hosts that a pattern means, sorted; none when nothing fits, or a lone name is unknown.
   *
   * @throws InputFault when the text is no pattern, or one of several parts names no host or group:
   *     Ansible would ignore it with a warning, but it may be the part that was to be left out
   */
  public Set<String> hosts(String pattern, Inventory inventory, AnsibleSettings ansible) {
    String stripped = pattern.strip();
    if (stripped.isEmpty() || pattern.length() > LENGTH_MAX || stripped.startsWith("@")) {
      // "@file" would read a file of this machine.
      throw new InputFault("hosts", "'" + pattern + "' is no pattern of hosts");
    }
    if (inventory.host(stripped).isPresent()) {
      return Set.of(stripped);
    }
    Set<String> group = inventory.groups().get(stripped);
    if (group != null) {
      return new TreeSet<>(group);
    }
    if (stripped.matches("[A-Za-z0-9_.-]+")) {
      return Set.of();
    }
    refuseUnknown(stripped, inventory);
    return asked(stripped, inventory, ansible);
  }

  private Set<String> asked(String pattern, Inventory inventory, AnsibleSettings ansible) {
    try {
      Files.createDirectories(scratch);
      Path file = Files.createTempFile(scratch, "hosts", ".json");
      try {
        Files.writeString(file, names(inventory).toString());
        Programs.Result result =
            Programs.run(
                List.of(
                    ansible.program("ansible"),
                    "--list-hosts",
                    "--inventory",
                    file.toString(),
                    // No argument after this is an option.
                    "--",
                    pattern),
                AnsibleInventory.OURS,
                LIMIT,
                OUTPUT_MAX);
        if (result.exit() != 0) {
          throw new InputFault("hosts", "'" + pattern + "': " + result.err().strip());
        }
        Set<String> hosts = new TreeSet<>();
        result
            .out()
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !COUNT.matcher(line).matches())
            .filter(line -> inventory.host(line).isPresent())
            .forEach(hosts::add);
        return hosts;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new WorldFault("the pattern of hosts cannot be looked up: " + e.getMessage(), e);
    }
  }

  /** Refuses unknown names. Ansible only warns, but the name may be one to be left out. */
  private static void refuseUnknown(String pattern, Inventory inventory) {
    for (String part : parts(pattern)) {
      String plain = part.replaceFirst("^[!&]", "");
      String name = SUBSCRIPT.matcher(plain).replaceFirst("");
      // A wildcard or a group may have no hosts today, which is no fault.
      if (!WILD.matcher(name).matches()
          && !name.equals("all")
          && !inventory.groups().containsKey(name)
          && inventory.host(name).isEmpty()) {
        throw new InputFault(
            "hosts",
            "'%s' has '%s', which is no host or group of the inventory%s"
                .formatted(pattern, name, inventory.hint(name)));
      }
    }
  }

  private static List<String> parts(String pattern) {
    Stream<String> parts =
        pattern.contains(",")
            ? Arrays.stream(pattern.split(",", -1))
            : HostNames.isIpv6(pattern)
                ? Stream.of(pattern)
                : PART.matcher(pattern).results().map(MatchResult::group);
    return parts.map(String::strip).filter(part -> !part.isEmpty()).toList();
  }

  /** An inventory of the groups and names only, so that no variables are written to a file. */
  private static ObjectNode names(Inventory inventory) {
    ObjectNode all = JSON.createObjectNode();
    ObjectNode hosts = all.putObject("hosts");
    inventory.hosts().forEach(host -> hosts.putObject(host.name()));
    ObjectNode children = all.putObject("children");
    inventory
        .groups()
        .forEach((group, members) -> {
          if (!group.equals("all")) {
            ObjectNode own = children.putObject(group).putObject("hosts");
            members.forEach(own::putObject);
          }
        });
    return JSON.createObjectNode().set("all", all);
  }
}
