package io.promansible.config;

import io.promansible.label.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Tells one configuration from another, whichever node has it. */
final class ConfigurationDigest {
  // What decides what is done; the others are of a machine, or of one node only.
  private static final List<String> ALIKE =
      List.of(
          "handlers",
          "routines",
          "limits",
          "freeze",
          "host_from",
          "sources",
          "inventory",
          "projects",
          "alertmanager",
          "prometheus");

  private ConfigurationDigest() {}

  /**
   * A digest of all that nodes of one database should have alike.
   *
   * @param effective the whole configuration as YAML, defaults filled in
   * @param folder of the file, which may be another one on each node
   */
  static String of(String effective, Path folder) {
    Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(effective);
    tree.keySet().retainAll(ALIKE);
    String text = new Yaml().dump(tree).replace(folder.toString(), ".");
    return Labels.of(Map.of("configuration", text)).digest("");
  }
}
