package io.promansible.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.disk.PrivateFiles;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.project.ProjectSettings;
import io.promansible.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The projects that people made, as a file of the data folder. The database has them, too; but the
 * configuration is read before there is a database, and its handlers may name their roles.
 *
 * @param base where relative paths start: the folder of the configuration
 */
record StoredProjectsFile(Path data, Path base) {
  private static final Logger LOG = LoggerFactory.getLogger(StoredProjectsFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The projects of the configuration, and those of the text that it does not name itself. */
  List<ProjectSettings> after(List<ProjectSettings> named, String text) {
    List<ProjectSettings> all = new ArrayList<>(named);
    for (JsonNode spec : tree(text)) {
      String name = spec.path("name").asText();
      if (named.stream().noneMatch(one -> one.name().equals(name))) {
        try {
          all.add(parse((ObjectNode) spec));
        } catch (InputFault e) {
          LOG.warn("project {}, which people made, is left out: {}", name, e.getMessage());
        }
      }
    }
    return all;
  }

  /**
   * Reads one project.
   *
   * @throws InputFault with all that is wrong with it
   */
  ProjectSettings parse(ObjectNode spec) {
    ObjectNode whole = JSON.createObjectNode();
    whole.putArray("projects").add(spec);
    SettingsFile file = SettingsFile.parse("project", whole.toString(), base, Map.of());
    List<ProjectSettings> read = ProjectSettings.read(file.root().sections("projects"));
    file.end();
    return read.getFirst();
  }

  /** What the file would be with these projects. */
  static String text(List<StoredProject> rows) {
    return rows.stream()
        .map(StoredProject::spec)
        .sorted()
        .collect(Collectors.joining(",\n", "[", "]"));
  }

  /** The file as it is; no projects where there is none. */
  String text() {
    try {
      return Files.exists(path()) ? Files.readString(path()) : "[]";
    } catch (IOException e) {
      throw new WorldFault(path() + " cannot be read", e);
    }
  }

  void write(String text) {
    try {
      PrivateFiles.folder(data);
      PrivateFiles.write(path(), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new WorldFault(path() + " cannot be written", e);
    }
  }

  /** A project from what was stored of it. */
  static ObjectNode spec(String stored) {
    try {
      return (ObjectNode) JSON.readTree(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a project that we stored is not JSON", e);
    }
  }

  private JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new WorldFault(path() + " is no JSON; remove it, and start the service again", e);
    }
  }

  private Path path() {
    return data.resolve("projects.json");
  }
}
