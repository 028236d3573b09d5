package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads README.md, meta/main.yml and meta/argument_specs.yml of one role; faults are gathered, not
 * thrown.
 */
final class RoleFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BYTES_MAX = 1 << 20;

  private final Path folder;
  private final List<String> faults = new ArrayList<>();

  RoleFiles(Path folder) {
    this.folder = folder;
  }

  Role read(Kind kind) {
    String name = folder.getFileName().toString();
    JsonNode main = yaml("meta/main.yml");
    JsonNode spec = yaml("meta/argument_specs.yml").path("argument_specs").path("main");
    String description = main.path("galaxy_info").path("description").asText("");
    if (description.isEmpty()) {
      description = spec.path("short_description").asText("");
    }
    List<Argument> arguments = new ArrayList<>();
    spec.path("options")
        .properties()
        .forEach(e -> arguments.add(argument(e.getKey(), e.getValue())));
    return new Role(name, kind, folder, description, text("README.md"), arguments, faults);
  }

  private static Argument argument(String name, JsonNode option) {
    List<String> choices = new ArrayList<>();
    option.path("choices").forEach(choice -> choices.add(choice.asText()));
    JsonNode description = option.path("description");
    List<String> sentences = new ArrayList<>();
    description.forEach(sentence -> sentences.add(sentence.asText()));
    return new Argument(
        name,
        option.path("type").asText("str"),
        option.path("required").asBoolean(false),
        option.path("default"),
        choices,
        description.isTextual() ? description.asText() : String.join(" ", sentences));
  }

  private JsonNode yaml(String file) {
    String text = text(file);
    if (text.isEmpty()) {
      return MissingNode.getInstance();
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      return JSON.valueToTree(new Yaml(new SafeConstructor(options)).load(text));
    } catch (YAMLException e) {
      faults.add(folder.getFileName() + "/" + file + ": not YAML: " + e.getMessage());
      return MissingNode.getInstance();
    }
  }

  private String text(String file) {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      return "";
    }
    try {
      if (Files.size(path) > BYTES_MAX) {
        faults.add(folder.getFileName() + "/" + file + ": larger than 1 MiB");
        return "";
      }
      return Files.readString(path);
    } catch (IOException e) {
      faults.add(folder.getFileName() + "/" + file + ": cannot be read: " + e.getMessage());
      return "";
    }
  }
}
