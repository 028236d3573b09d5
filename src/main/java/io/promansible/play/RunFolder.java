package io.promansible.play;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.promansible.fault.WorldFault;
import io.promansible.process.ProcessGroup;
import io.promansible.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of one run, 0700, files 0600: what goes in, and what came out. It is all a later
 * service needs to take up a run that outlived an earlier one.
 */
public final class RunFolder {
  // A control character or a stray surrogate in a label must not reach Ansible's parser raw.
  private static final ObjectWriter JSON =
      new ObjectMapper().writerWithDefaultPrettyPrinter().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  /** The hosts that the play knows. */
  static final String INVENTORY = "inventory.json";

  /** Further variables of hosts, where the inventory is shared with other plays. */
  static final String PARAMETERS = "parameters.json";

  private static final String SHARED_SECRETS = "secrets.json";
  // The roles are found by their path; the others are made here while the play runs.
  private static final Set<String> NOT_LENT =
      Set.of(
          "roles",
          "pid",
          "forking",
          "rc",
          "rc.new",
          "cut",
          "turns",
          "seconds",
          "secret-names",
          "library");
  private static final String FORKING = "forking";
  private static final String SECRETS = "secret-names";

  private final Path folder;
  private final FolderFiles files;

  /** The folder of a run, whether it exists or not. */
  public RunFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
    this.files = new FolderFiles(this.folder);
  }

  /** Makes the empty folder, and makes sure that it is on disk. */
  public void create() {
    files.create();
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
   * @param inventory what the play knows of hosts
   * @param hosts what {@code --limit} names
   */
  public void prepare(
      String playbook, JsonNode vars, PlayInventory inventory, Collection<String> hosts) {
    create();
    try {
      files.write("playbook.yml", playbook);
      files.write("vars.json", JSON.writeValueAsString(vars));
      switch (inventory) {
        case PlayInventory.Own(JsonNode tree, Optional<Path> secrets) -> {
          files.write(INVENTORY, JSON.writeValueAsString(tree));
          if (secrets.isPresent()) {
            files.link(SHARED_SECRETS, secrets.get());
          }
        }
        case PlayInventory.Whole whole -> {
          files.link(INVENTORY, whole.file());
          files.link(SHARED_SECRETS, whole.secrets());
          files.write(PARAMETERS, JSON.writeValueAsString(whole.parameterTree()));
        }
      }
      files.write("limit", String.join("\n", hosts) + "\n");
      files.write("output.log", "");
      files.write("events.jsonl", "");
      files.write("launch.sh", LaunchScript.TEXT);
    } catch (IOException e) {
      throw new WorldFault("the run folder " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Notes the variables that roles declare secret ({@code no_log}), for masking what is kept. */
  public void noteSecretNames(Collection<String> names) {
    files.note(SECRETS, String.join("\n", names));
  }

  /** Those variables. */
  public Set<String> secretNames() {
    try {
      return Set.copyOf(Files.readAllLines(file(SECRETS)));
    } catch (IOException e) {
      return Set.of();
    }
  }

  /**
   * Lends the play what lies beside its template, such as vars_files and included tasks: it is
   * looked for beside the play.
   *
   * @param template the file that the play was made of
   */
  public void lend(Path template) {
    Path beside = Objects.requireNonNull(template.toAbsolutePath().getParent());
    try (Stream<Path> files = Files.list(beside)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Path link = folder.resolve(name);
        if (!file.toAbsolutePath().equals(template.toAbsolutePath())
            && !NOT_LENT.contains(name)
            && !Files.exists(link, NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, file.toAbsolutePath());
        }
      }
    } catch (IOException e) {
      throw new WorldFault("what lies in " + beside + " cannot be lent to the play: " + e, e);
    }
  }

  /** The file of secrets that was linked. */
  public Optional<Path> sharedSecrets() {
    return Optional.of(file(SHARED_SECRETS)).filter(Files::exists);
  }

  /** The files whose variables are those of this run only. */
  public List<Path> ownVariables() {
    Path parameters = file(PARAMETERS);
    return List.of(file("vars.json"), Files.exists(parameters) ? parameters : file(INVENTORY));
  }

  /** The exit code of ansible-playbook, if it came to its end. */
  public OptionalInt exitCode() {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(file("rc")).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** The process that was started here, dead or alive; empty when none was, or nobody can tell. */
  Optional<ProcessIdentity> identity() {
    try {
      return Optional.of(ProcessIdentity.parse(Files.readString(file("pid"))));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a process holds the file of those that are being born: it was forked, and has not come
   * to write its pid yet.
   */
  boolean isHeld() {
    return ProcessGroup.isOpen(file(FORKING));
  }

  /** Whether a pid was written, readable or not: then something was started here. */
  public boolean hasPid() {
    return Files.exists(file("pid"));
  }

  /** Remembers how often the play goes through its roles, and how long it may each time. */
  public void noteTime(int turns, long seconds) {
    files.note("turns", Integer.toString(turns));
    files.note("seconds", Long.toString(seconds));
  }

  /** How long the play may last, in seconds; another number where nothing was noted. */
  public long seconds(long otherwise) {
    return files.number("turns", 1) * files.number("seconds", otherwise);
  }

  /** Remembers why we end the play, for whoever records its end. */
  public void noteCut(Ending.Cut cut) throws IOException {
    files.write("cut", cut.name());
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
    files.delete();
  }
}
