package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.InputFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the task files of a role say before they run.
 *
 * @param runOnce whether one of its tasks runs on one host for all ({@code run_once})
 * @param count how many tasks it has, with those of the files that it includes by a plain name; a
 *     loop counts once
 */
public record RoleTasks(boolean runOnce, int count) {
  private static final Pattern RUN_ONCE =
      Pattern.compile("(?m)^[^#\\n]*\\brun_once\\s*:\\s*+(?!false|no|off)");
  private static final int FILES_MAX = 1000;
  private static final long BYTES_MAX = 1 << 20;
  private static final int DEPTH_MAX = 5;
  private static final List<String> BLOCKS = List.of("block", "rescue", "always");
  private static final List<String> INCLUDES = List.of("include_tasks", "import_tasks");

  /** Reads the folders {@code tasks} and {@code handlers} of a role. */
  static RoleTasks of(Path role) {
    Path tasks = role.resolve("tasks");
    String main = Files.exists(tasks.resolve("main.yaml")) ? "main.yaml" : "main.yml";
    return new RoleTasks(
        runOnce(tasks) || runOnce(role.resolve("handlers")), count(tasks, main, new HashSet<>()));
  }

  private static boolean runOnce(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder, DEPTH_MAX)) {
      return files
          .limit(FILES_MAX)
          .filter(Files::isRegularFile)
          .anyMatch(file -> RUN_ONCE.matcher(text(file)).find());
    } catch (IOException e) {
      // Files that cannot be read will not run either.
      return false;
    }
  }

  /** A file that cannot be read as a list of tasks has none; Ansible will say what is wrong. */
  private static int count(Path folder, String name, Set<Path> seen) {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder) || seen.size() >= FILES_MAX || !seen.add(file)) {
      return 0;
    }
    try {
      return count(RoleYaml.read(name, text(file)), folder, seen);
    } catch (InputFault e) {
      return 0;
    }
  }

  private static int count(JsonNode tasks, Path folder, Set<Path> seen) {
    int count = 0;
    for (JsonNode task : tasks) {
      if (task.has("block")) {
        for (String part : BLOCKS) {
          count += count(task.path(part), folder, seen);
        }
      } else {
        String included = included(task);
        count += included.isEmpty() ? 1 : count(folder, included, seen);
      }
    }
    return count;
  }

  /** The file that a task includes; empty for any other task. */
  private static String included(JsonNode task) {
    for (String include : INCLUDES) {
      for (String key : List.of(include, "ansible.builtin." + include)) {
        JsonNode what = task.path(key);
        String file = what.isTextual() ? what.asText() : what.path("file").asText();
        if (!file.isEmpty() && !file.contains("{{")) {
          return file;
        }
      }
    }
    return "";
  }

  private static String text(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) <= BYTES_MAX
          ? Files.readString(file)
          : "";
    } catch (IOException e) {
      return "";
    }
  }
}
