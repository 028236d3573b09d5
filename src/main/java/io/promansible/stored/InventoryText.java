package io.promansible.stored;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.disk.ScratchFolder;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.InventorySource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads stored inventories, by ansible-inventory itself. */
@Singleton
public final class InventoryText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InventorySource source;
  private final Clock clock;

  InventoryText(InventorySource source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The hosts of an inventory.
   *
   * @param hosts groups and hosts in the YAML of Ansible's inventories
   * @param vars by group: its variables, as YAML; may be blank
   * @throws InputFault with line and reason when Ansible cannot read it
   */
  public Inventory read(String hosts, String vars) {
    try (ScratchFolder scratch = ScratchFolder.make("inventory")) {
      List<String> sources = write(scratch.path().resolve("stored"), hosts, vars);
      Inventory read = Inventory.of(source.read(sources), clock.instant());
      if (read.hosts().isEmpty()) {
        throw new InputFault("hosts", "has no host");
      }
      return read;
    } catch (WorldFault e) {
      throw new InputFault("hosts", said(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw new WorldFault("an inventory cannot be written", e);
    }
  }

  /**
   * Writes an inventory for Ansible.
   *
   * @param folder a new folder
   * @return the sources that Ansible is given
   */
  static List<String> write(Path folder, String hosts, String vars) throws IOException {
    ObjectNode groups = groups(aligned(vars));
    Files.createDirectory(folder);
    String file = Files.writeString(folder.resolve("hosts.yml"), aligned(hosts)).toString();
    String more = Files.writeString(folder.resolve("vars.yml"), groups.toString()).toString();
    return groups.isEmpty() ? List.of(file) : List.of(file, more);
  }

  /**
   * A text whose later lines are indented like its first one, which stands behind a quote, as in
   * the examples of Pansible: they are moved to the left, if only then it is YAML.
   */
  static String aligned(String text) {
    List<String> later = text.lines().skip(1).filter(line -> !line.isBlank()).toList();
    int indent = later.stream().mapToInt(InventoryText::indent).min().orElse(0);
    if (indent == 0 || isYaml(text)) {
      return text;
    }
    String moved =
        text.lines()
            .map(line -> indent(line) >= indent ? line.substring(indent) : line)
            .collect(Collectors.joining("\n"));
    return isYaml(moved) ? moved : text;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static boolean isYaml(String text) {
    try {
      return new Yaml().compose(new StringReader(text)) != null;
    } catch (YAMLException e) {
      return false;
    }
  }

  /** Ansible's words without the folder in which the file lay for a moment. */
  private static String said(String message) {
    return message.replaceAll("/\\S*/(hosts|vars)\\.yml", "$1");
  }

  /** Each group with its variables, in the form of Ansible's inventories. */
  private static ObjectNode groups(String vars) {
    ObjectNode groups = JSON.createObjectNode();
    if (vars.isBlank()) {
      return groups;
    }
    try {
      Object tree = new Yaml(new AsWritten()).load(vars);
      if (!(tree instanceof Map<?, ?> map)) {
        throw new InputFault("vars", "must be a mapping of groups to their variables");
      }
      map.forEach((group, values) -> {
        if (values != null && !(values instanceof Map<?, ?>)) {
          throw new InputFault(
              "vars", "has '%s', which must be a mapping of variables".formatted(group));
        }
        groups.putObject(String.valueOf(group)).set("vars", JSON.valueToTree(values));
      });
      return groups;
    } catch (YAMLException | IllegalArgumentException e) {
      // The second one for a value that holds itself.
      throw new InputFault("vars", "are no YAML that can be stored: " + e.getMessage());
    }
  }

  /** Leaves dates as they were written, as JSON has none. */
  private static final class AsWritten extends SafeConstructor {
    private AsWritten() {
      super(new LoaderOptions());
      yamlConstructors.put(Tag.TIMESTAMP, new ConstructYamlStr());
    }
  }
}
