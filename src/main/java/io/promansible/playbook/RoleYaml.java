package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.promansible.fault.InputFault;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML into plain values only; knows Ansible's tags {@code !vault} and {@code !unsafe}. */
final class RoleYaml extends SafeConstructor {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RoleYaml(LoaderOptions options) {
    super(options);
    for (String tag : new String[] {"!vault", "!vault-encrypted", "!unsafe"}) {
      yamlConstructors.put(
          new Tag(tag),
          new AbstractConstruct() {
            @Override
            public @Nullable Object construct(Node node) {
              return node instanceof ScalarNode scalar ? scalar.getValue() : null;
            }
          });
    }
  }

  /**
   * The tree of a file.
   *
   * @throws InputFault when it is not YAML, with its line
   */
  static JsonNode read(String name, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      JsonNode tree = JSON.valueToTree(new Yaml(new RoleYaml(options)).load(text));
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new InputFault(name + ":" + line, "not YAML: " + e.getProblem());
    } catch (YAMLException | IllegalArgumentException e) {
      throw new InputFault(name, "not YAML: " + e.getMessage());
    }
  }
}
