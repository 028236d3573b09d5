package io.promansible.ansible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.InventoryReading;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.InventorySource;
import io.promansible.process.Programs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads inventory sources as {@code ansible-inventory --list} does, so whatever Ansible reads, we
 * read. A program of ours does it in Ansible's Python: it also resolves templates, and tells what
 * was encrypted.
 */
public final class AnsibleInventory implements InventorySource {
  private static final Logger LOG = LoggerFactory.getLogger(AnsibleInventory.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OUTPUT_MAX = 256 << 20;
  private static final int SAID_MAX = 2000;
  private static final String PROGRAM = "promansible_inventory.py";

  // Without this a broken source is a warning, exit 0, and an inventory that lost its hosts.
  private static final Map<String, String> STRICT =
      Map.of("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1", "ANSIBLE_NOCOLOR", "1");

  /** The environment for an inventory that we wrote ourselves: it needs the yaml plugin only. */
  public static final Map<String, String> OURS =
      Map.of(
          "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1",
          "ANSIBLE_INVENTORY_ENABLED", "yaml",
          "ANSIBLE_NOCOLOR", "1");

  // The output holds secrets, so no log may get it, and it must be JSON, whatever the operator's
  // ansible.cfg says of logs and verbosity.
  private static final Map<String, String> QUIET =
      Map.of(
          "ANSIBLE_LOG_PATH", "/dev/null",
          "ANSIBLE_VERBOSITY", "0",
          "ANSIBLE_VERBOSE_TO_STDERR", "1");

  private final Supplier<AnsibleSettings> settings;
  private final Path playbooks;
  private final Path program;

  /**
   * Unpacks our program.
   *
   * @param playbooks the folder whose ansible.cfg is used
   * @param folder where our program is unpacked
   */
  public AnsibleInventory(Supplier<AnsibleSettings> settings, Path playbooks, Path folder) {
    this.settings = settings;
    this.playbooks = playbooks;
    this.program = CallbackPlugin.unpack(folder.toAbsolutePath(), PROGRAM);
  }

  @Override
  public InventoryReading read(List<String> sources) {
    sources.stream()
        .filter(InventorySettings::isStored)
        .findFirst()
        .ifPresent(stored -> {
          throw new WorldFault("only the running service can read " + stored);
        });
    AnsibleSettings now = settings.get();
    List<String> command = new ArrayList<>(command(now));
    command.add("--list");
    sources.forEach(source -> command.addAll(List.of("-i", source)));
    now.vaultPasswordFiles()
        .forEach(file -> command.addAll(List.of("--vault-password-file", file.toString())));
    Map<String, String> environment = new TreeMap<>(now.environment(System.getenv()));
    environment.putAll(AnsibleSettings.configured(playbooks));
    environment.putAll(STRICT);
    environment.putAll(QUIET);
    Programs.Result result = Programs.run(command, environment, now.inventoryTimeout(), OUTPUT_MAX);
    if (result.exit() != 0) {
      String said = said(result.err());
      throw new WorldFault(
          "the inventory cannot be read: "
              + (said.isEmpty() ? "ansible-inventory ended with " + result.exit() : said));
    }
    try {
      JsonNode tree = JSON.readTree(result.out());
      String said = said(result.err());
      if (!tree.has("list")) {
        return new InventoryReading(JSON.createObjectNode().set("list", tree), Set.of(), said);
      }
      Set<String> secrets = new TreeSet<>();
      ((ObjectNode) tree).remove("secrets").forEach(secret -> secrets.add(secret.asText()));
      return new InventoryReading(tree, secrets, said);
    } catch (JsonProcessingException e) {
      throw new WorldFault("ansible-inventory printed no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The program to call: ours, or ansible-inventory itself if its Python cannot be found. */
  private List<String> command(AnsibleSettings now) {
    try {
      return List.of(AnsiblePython.of(now.program("ansible-inventory")), program.toString());
    } catch (WorldFault e) {
      LOG.debug("templates of the inventory cannot be resolved: {}", e.getMessage());
      return List.of(now.program("ansible-inventory"));
    }
  }

  /** The messages of Ansible and the sources, the lines of each joined; errors first. */
  private static String said(String err) {
    List<String> messages = new ArrayList<>();
    for (String line : err.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      boolean begins = line.startsWith("ERROR") || line.startsWith("[") || messages.isEmpty();
      if (begins) {
        messages.add(line);
      } else {
        messages.set(messages.size() - 1, messages.getLast() + " " + line);
      }
    }
    String all =
        Stream.concat(
                messages.stream().filter(m -> m.startsWith("ERROR")),
                messages.stream().filter(m -> !m.startsWith("ERROR")))
            .distinct()
            .collect(Collectors.joining("; "));
    return all.length() <= SAID_MAX ? all : all.substring(0, SAID_MAX) + "…";
  }
}
