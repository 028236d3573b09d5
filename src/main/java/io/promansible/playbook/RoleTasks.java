package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.InputFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the task files of a role say before they run.
 *
 * @param runOnce whether one of its tasks runs on one host for all ({@code run_once})
 * @param count how many tasks it has, with those of the files that it includes by a plain name; a
 *     loop counts once
 * @param accelerable whether Mitogen runs all of them as Ansible does; false where that is not
 *     known, as a name of an included file or role is known only in the play
 */
public record RoleTasks(boolean runOnce, int count, boolean accelerable) {
  private static final Pattern RUN_ONCE =
      Pattern.compile("(?m)^[^#\\n]*\\brun_once\\s*:\\s*+(?!false|no|off)");
  private static final int FILES_MAX = 1000;
  private static final long BYTES_MAX = 1 << 20;
  private static final int DEPTH_MAX = 5;
  private static final List<String> BLOCKS = List.of("block", "rescue", "always");
  private static final List<String> INCLUDES = List.of("include_tasks", "import_tasks");
  private static final String BUILTIN = "ansible.builtin.";

  /**
   * Keywords and modules that Mitogen treats otherwise: it has one Python on a host, which works on
   * one task at a time and goes on when a task is given up; and it needs that Python.
   */
  private static final Set<String> OTHERWISE =
      Set.of(
          "delegate_to",
          "local_action",
          "connection",
          "timeout",
          "async",
          "become_method",
          "raw",
          "reboot",
          "wait_for_connection",
          "meta",
          "include_role",
          "import_role");

  /** Reads the folders {@code tasks} and {@code handlers} of a role. */
  static RoleTasks of(Path role) {
    Path tasks = role.resolve("tasks");
    Path handlers = role.resolve("handlers");
    Reading read = new Reading();
    int count = read.count(tasks, main(tasks));
    read.count(handlers, main(handlers));
    return new RoleTasks(runOnce(tasks) || runOnce(handlers), count, read.accelerable);
  }

  private static String main(Path folder) {
    return Files.exists(folder.resolve("main.yaml")) ? "main.yaml" : "main.yml";
  }

  /** The files that were read so far, and whether all in them is accelerable. */
  private static final class Reading {
    private final Set<Path> seen = new HashSet<>();
    private boolean accelerable = true;

    /** A file that cannot be read as a list of tasks has none; Ansible will say what is wrong. */
    private int count(Path folder, String name) {
      Path file = folder.resolve(name).normalize();
      if (!file.startsWith(folder) || seen.size() >= FILES_MAX || !seen.add(file)) {
        return 0;
      }
      try {
        return count(RoleYaml.read(name, text(file)), folder);
      } catch (InputFault e) {
        accelerable = false;
        return 0;
      }
    }

    private int count(JsonNode tasks, Path folder) {
      int count = 0;
      for (JsonNode task : tasks) {
        look(task);
        if (task.has("block")) {
          for (String part : BLOCKS) {
            count += count(task.path(part), folder);
          }
        } else {
          count += included(task).map(file -> count(folder, file)).orElse(1);
        }
      }
      return count;
    }

    private void look(JsonNode task) {
      task.fieldNames()
          .forEachRemaining(key ->
              accelerable &= !OTHERWISE.contains(key.replaceFirst("^ansible\\.builtin\\.", "")));
      task.path("vars")
          .fieldNames()
          .forEachRemaining(name -> accelerable &= !name.startsWith("ansible_"));
    }

    /**
     * The file that a task includes; empty for any other task, and where only the play knows it.
     */
    private Optional<String> included(JsonNode task) {
      for (String include : INCLUDES) {
        for (String key : List.of(include, BUILTIN + include)) {
          JsonNode what = task.path(key);
          String file = what.isTextual() ? what.asText() : what.path("file").asText();
          if (file.contains("{{")) {
            accelerable = false;
          } else if (!file.isEmpty()) {
            return Optional.of(file);
          }
        }
      }
      return Optional.empty();
    }
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
