package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.project.Checkout;
import io.promansible.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the files by which a role describes itself; findings are gathered, not thrown. */
final class RoleFiles {
  private static final String META = "meta/promansible.yml";
  private static final int BYTES_MAX = 1 << 20;

  private final Path folder;
  private final String name;
  private final Optional<Checkout> checkout;
  private final List<Finding> faults = new ArrayList<>();
  private final List<Finding> remarks = new ArrayList<>();

  /**
   * The files of a role.
   *
   * @param name what the catalog calls it
   * @param checkout the commit that it is of; empty for one of ours
   */
  RoleFiles(Path folder, String name, Optional<Checkout> checkout) {
    this.folder = folder;
    this.name = name;
    this.checkout = checkout;
  }

  Role read(Kind kind) {
    JsonNode main = yaml("meta/main");
    JsonNode galaxy = main.path("galaxy_info");
    JsonNode file = yaml("meta/argument_specs");
    // Ansible reads argument_specs from meta/main.yml, too.
    JsonNode specs = (file.isMissingNode() ? main : file).path("argument_specs").path("main");
    JsonNode defaults = yaml("defaults/main");
    Set<String> provided = new TreeSet<>();
    defaults.fieldNames().forEachRemaining(provided::add);
    yaml("vars/main").fieldNames().forEachRemaining(provided::add);
    List<Argument> arguments = arguments(specs, provided, defaults);
    String description = galaxy.path("description").asText("");
    if (description.isEmpty()) {
      description = specs.path("short_description").asText("");
    }
    return new Role(
        name,
        kind,
        folder,
        checkout,
        galaxy.path("role_name").asText(String.valueOf(folder.getFileName())),
        description,
        text("README.md"),
        specs.isObject(),
        provided,
        arguments,
        meta(arguments),
        RoleTasks.of(folder),
        faults,
        remarks);
  }

  private List<Argument> arguments(JsonNode specs, Set<String> provided, JsonNode defaults) {
    if (!faults.isEmpty()) {
      return List.of();
    }
    if (!specs.isObject()) {
      remarks.add(
          new Finding(
              name + "/" + ArgumentSpec.FILE,
              "is missing or has no argument_specs.main: nothing checks the role's parameters before it runs"));
      return List.of();
    }
    ArgumentSpec spec = new ArgumentSpec(name, provided, faults, remarks);
    List<Argument> arguments = spec.read(specs);
    spec.compare(arguments, defaults);
    return arguments;
  }

  private RoleMeta meta(List<Argument> arguments) {
    if (!Files.exists(folder.resolve(META))) {
      return RoleMeta.NONE;
    }
    try {
      SettingsFile file = SettingsFile.parse(name + "/" + META, text(META), folder, Map.of());
      RoleMeta meta =
          RoleMeta.read(
              file.root(), arguments.stream().map(Argument::name).collect(Collectors.toSet()));
      file.end();
      return meta;
    } catch (InputFault e) {
      faults.addAll(e.findings());
      return RoleMeta.NONE;
    }
  }

  /** Reads the file with the ending .yaml or .yml, as Ansible does. */
  private JsonNode yaml(String stem) {
    String file = stem + (Files.exists(folder.resolve(stem + ".yaml")) ? ".yaml" : ".yml");
    try {
      String text = text(file);
      return text.isEmpty() ? MissingNode.getInstance() : RoleYaml.read(name + "/" + file, text);
    } catch (InputFault e) {
      faults.addAll(e.findings());
      return MissingNode.getInstance();
    }
  }

  private String text(String file) {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      return "";
    }
    try {
      // Anybody may have written the role: a link must not show other files of this machine.
      Path shelf = checkout.map(Checkout::root).orElse(folder.toAbsolutePath().getParent());
      if (shelf != null && !path.toRealPath().startsWith(shelf.toRealPath())) {
        faults.add(
            new Finding(
                name + "/" + file, "is a link that leads out of the roles; it is not read"));
        return "";
      }
      if (Files.size(path) > BYTES_MAX) {
        faults.add(new Finding(name + "/" + file, "larger than 1 MiB"));
        return "";
      }
      return Files.readString(path);
    } catch (IOException e) {
      faults.add(new Finding(name + "/" + file, "cannot be read: " + e.getMessage()));
      return "";
    }
  }
}
