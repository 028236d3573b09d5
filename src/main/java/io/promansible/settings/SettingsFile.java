package io.promansible.settings;

import io.promansible.fault.InputFault;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The file {@code promansible.yml}, read as a tree of nodes that know their line.
 *
 * <p>Nodes, not objects: a value keeps its text, so {@code no} and {@code 1:30} stay what the
 * author wrote, and every fault can name its line.
 */
public final class SettingsFile {
  /** A configuration is written by hand; more than this is a mistake or an attack. */
  static final int BYTES_MAX = 1 << 20;

  private final Reading reading;
  private final Section root;

  private SettingsFile(Reading reading, Section root) {
    this.reading = reading;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @param environment {@code PROMANSIBLE_*} variables override the scalar of the same path
   * @throws InputFault when it is missing, too large or not YAML
   */
  public static SettingsFile read(Path file, Map<String, String> environment) {
    return parse(file.toString(), text(file), file.toAbsolutePath().getParent(), environment);
  }

  /**
   * The text of a file.
   *
   * @throws InputFault when it is missing, too large or no text
   */
  public static String text(Path file) {
    String name = file.toString();
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new InputFault(name, "larger than 1 MiB: this is not a configuration");
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new InputFault(name, "not UTF-8 text");
    } catch (IOException e) {
      throw new InputFault(
          name, "cannot be read (%s); give another with --config FILE".formatted(e));
    }
  }

  /** Reads a text; {@code folder} is where relative paths start. */
  public static SettingsFile parse(
      String name, String text, @Nullable Path folder, Map<String, String> environment) {
    Reading reading = new Reading(name, environment);
    Path base = folder == null ? Path.of("") : folder;
    Node node = compose(name, text);
    if (node != null && !(node instanceof MappingNode)) {
      throw new InputFault(name + ":1", "the top level must be a mapping of keys to values");
    }
    Section root =
        new Section(
            reading, new Keys(reading, "", (MappingNode) node, 1), base, new LinkedHashMap<>());
    return new SettingsFile(reading, root);
  }

  private static @Nullable Node compose(String name, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(20);
    options.setCodePointLimit(BYTES_MAX);
    try {
      return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new InputFault(name + ":" + line, "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new InputFault(name, "not YAML: " + e.getMessage());
    }
  }

  /** The section at the top of the file. */
  public Section root() {
    return root;
  }

  /**
   * Ends the reading: reports unknown top-level keys, and all faults gathered on the way.
   *
   * @throws InputFault with every finding
   */
  public void end() {
    root.end();
    reading.throwIfFaulty();
  }

  /** {@code PROMANSIBLE_*} variables that match no key: a typing error, most likely. */
  public List<String> unusedOverrides(Set<String> ours) {
    List<String> unused = new ArrayList<>();
    for (String variable : reading.environment.keySet()) {
      if (variable.startsWith(Reading.PREFIX)
          && !ours.contains(variable)
          && !reading.overrides().contains(variable)) {
        unused.add(variable);
      }
    }
    return unused;
  }

  /** The whole configuration as it is in force, defaults filled in, as YAML. */
  public String effective() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndent(4);
    return new Yaml(options).dump(root.effective());
  }
}
