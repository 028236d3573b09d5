package io.promansible.ansible;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The folder of one run, 0700, files 0600: what goes in, and what came out. It is all a later
 * service needs to take up a run that outlived an earlier one.
 */
public final class RunFolder {
  // A control character or a stray surrogate in a label must not reach Ansible's parser raw.
  private static final ObjectWriter JSON =
      new ObjectMapper().writerWithDefaultPrettyPrinter().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private static final String OVER = ".over";
  private static final String SECRETS = "secret-names";

  private final Path folder;

  /** The folder of a run, whether it exists or not. */
  public RunFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** Makes the empty folder, and makes sure that it is on disk. */
  public void create() {
    try {
      Files.createDirectories(folder.getParent());
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (FileChannel parent = FileChannel.open(folder.getParent())) {
          parent.force(true);
        }
      }
    } catch (IOException e) {
      throw new WorldFault("the run folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  /** Whether it is there. */
  public boolean exists() {
    return Files.isDirectory(folder);
  }

  /**
   * Writes what the play needs.
   *
   * @param playbook the rendered play, YAML
   * @param vars extra vars; labels in it wrapped by {@link UnsafeVars}
   * @param inventory of this run only
   * @param hosts what {@code --limit} names
   */
  public void prepare(
      String playbook, JsonNode vars, JsonNode inventory, Collection<String> hosts) {
    create();
    try {
      write("playbook.yml", playbook);
      write("vars.json", JSON.writeValueAsString(vars));
      write("inventory.json", JSON.writeValueAsString(inventory));
      write("limit", String.join("\n", hosts) + "\n");
      write("output.log", "");
      write("events.jsonl", "");
      write("launch.sh", LAUNCH);
    } catch (IOException e) {
      throw new WorldFault("the run folder " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /*
   * The pid with its start time comes first, forced to disk: without that file nothing was started.
   * The traps let the shell outlive a TERM to its group, so that the play has its grace and its exit
   * code is written; a child gets the signal as always. The output is a
   * file, not a pipe to us: with a pipe the play would die half-way when the service does. The exit
   * code is moved into place, so it is there whole or not at all.
   */
  private static final String LAUNCH =
      """
      read -r stat < /proc/$$/stat && printf '%s\\n' "$stat" > pid.new || exit 97
      sync pid.new 2> /dev/null
      mv pid.new pid || exit 97
      sync . 2> /dev/null
      trap : TERM INT HUP
      exec > output.log 2>&1 < /dev/null
      "$@"
      printf '%s\\n' "$?" > rc.new && mv rc.new rc
      """;

  /** Notes the variables that roles declare secret ({@code no_log}), for masking what is kept. */
  public void noteSecretNames(Collection<String> names) {
    note(SECRETS, String.join("\n", names));
  }

  /** Those variables. */
  public Set<String> secretNames() {
    try {
      return Set.copyOf(Files.readAllLines(file(SECRETS)));
    } catch (IOException e) {
      return Set.of();
    }
  }

  private void note(String name, String text) {
    try {
      write(name, text);
    } catch (IOException e) {
      throw new WorldFault("the run folder " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  /** The exit code that ansible-playbook left, if it came to its end. */
  public OptionalInt exitCode() {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(file("rc")).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** The process that was started here, dead or alive; empty when none was, or nobody can tell. */
  Optional<Birth> birth() {
    try {
      return Optional.of(Birth.parse(Files.readString(file("pid"))));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether a pid was written, readable or not: then something was started here. */
  public boolean hasPid() {
    return Files.exists(file("pid"));
  }

  /**
   * Remembers how often the play goes through its roles, as it does when its hosts go one after the
   * other: each time may last as long as the run's timeout.
   */
  public void noteTurns(int turns) {
    note("turns", Integer.toString(turns));
  }

  /** How often; 1 where nothing was noted. */
  public int turns() {
    try {
      return Integer.parseInt(Files.readString(file("turns")).strip());
    } catch (IOException | NumberFormatException e) {
      return 1;
    }
  }

  /** Remembers why we end the play, for whoever records its end. */
  public void noteCut(Ending.Cut cut) throws IOException {
    write("cut", cut.name());
  }

  /** Why we ended the play, if we did. */
  public Optional<Ending.Cut> cut() {
    try {
      return Optional.of(Ending.Cut.valueOf(Files.readString(file("cut"))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One of its files. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /**
   * Removes it with all that is in it. First it gets another name: half of a folder must not look
   * like one of a run that never started.
   */
  public void delete() throws IOException {
    Path over = folder.resolveSibling(folder.getFileName() + OVER);
    if (Files.isDirectory(folder)) {
      Files.move(folder, over, StandardCopyOption.ATOMIC_MOVE);
    }
    if (Files.isDirectory(over)) {
      try (var files = Files.walk(over)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }
}
