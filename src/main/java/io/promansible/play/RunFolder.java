package io.promansible.play;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.promansible.fault.WorldFault;
import io.promansible.process.ProcessGroup;
import io.promansible.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of one run, 0700, files 0600: the input and the output of its play. A later service
 * needs nothing else to adopt a run that outlived an earlier one.
 */
public final class RunFolder {
  // A control character or a stray surrogate in a label must not reach Ansible's parser raw.
  private static final ObjectWriter JSON =
      new ObjectMapper().writerWithDefaultPrettyPrinter().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  /** The file with the hosts that the play knows. */
  static final String INVENTORY = "inventory.json";

  /** The file with the hosts of the run as people see them; the play does not read it. */
  public static final String HOSTS = "hosts.yml";

  /** The file with further variables of hosts, if the inventory is shared with other plays. */
  static final String PARAMETERS = "parameters.json";

  private static final String SHARED_SECRETS = "secrets.json";
  // Roles are found by their path; most of the others are files of the run itself.
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
          "start-by",
          "secret-names",
          HOSTS,
          "library",
          "podman");
  private static final String FORKING = "forking";
  private static final String SECRETS = "secret-names";

  private final Path folder;
  private final FolderFiles files;

  /** The folder of a run, whether it exists or not. */
  public RunFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
    this.files = new FolderFiles(this.folder);
  }

  /** Makes the empty folder and forces it to disk. */
  public void create() {
    files.create();
  }

  /** Whether the folder exists. */
  public boolean exists() {
    return Files.isDirectory(folder);
  }

  /** Writes the hosts of the run as people see them: YAML without secrets. */
  public void noteHosts(String hosts) {
    files.note(HOSTS, hosts);
  }

  /**
   * Writes the files that the play needs.
   *
   * @param playbook the rendered play, YAML
   * @param vars extra vars, in which {@link UnsafeVars} has wrapped the labels
   * @param inventory the hosts that the play knows
   * @param hosts the hosts for {@code --limit}
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

  /** Writes a small file of ours. */
  void note(String name, String text) {
    files.note(name, text);
  }

  /** Notes the variables that roles declare secret ({@code no_log}), for masking kept files. */
  public void noteSecretNames(Collection<String> names) {
    files.note(SECRETS, String.join("\n", names));
  }

  /** The variables that were noted by {@link #noteSecretNames}. */
  public Set<String> secretNames() {
    try {
      return Set.copyOf(Files.readAllLines(file(SECRETS)));
    } catch (IOException e) {
      return Set.of();
    }
  }

  /**
   * Links the files beside the template, such as vars_files and included tasks, into the folder, as
   * Ansible looks for them beside the play.
   *
   * @param template the template that the play was rendered from
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

  /** Notes texts that must not be shown, for an inventory that no other play shares. */
  public void noteSecrets(Collection<String> secrets) {
    files.note(
        SHARED_SECRETS,
        JsonNodeFactory.instance
            .arrayNode()
            .addAll(secrets.stream().map(TextNode::valueOf).toList())
            .toString());
  }

  /** The linked file with the secrets of a shared inventory, if there is one. */
  public Optional<Path> sharedSecrets() {
    return Optional.of(file(SHARED_SECRETS)).filter(Files::exists);
  }

  /** The files with variables of this run only. */
  public List<Path> ownVariables() {
    Path parameters = file(PARAMETERS);
    return List.of(file("vars.json"), Files.exists(parameters) ? parameters : file(INVENTORY));
  }

  /** The exit code of ansible-playbook; empty when it left none. */
  public OptionalInt exitCode() {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(file("rc")).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** The play's process, dead or alive; empty when none was started or its pid is unreadable. */
  public Optional<ProcessIdentity> identity() {
    try {
      return Optional.of(ProcessIdentity.parse(Files.readString(file("pid"))));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a process has the file {@code forking} open: it was forked, but has not written its pid
   * yet.
   */
  boolean isHeld() {
    return ProcessGroup.isOpen(file(FORKING));
  }

  /** Whether a pid was written, readable or not: then a play was started here. */
  public boolean hasPid() {
    return Files.exists(file("pid"));
  }

  /**
   * Notes until when, by {@code /proc/uptime}, the play may begin; one that is later does nothing.
   */
  public void noteStartBy(Duration uptime) {
    files.note("start-by", uptime.toSeconds() + "\n");
  }

  /** Notes how many times the play goes through its roles, and how long each time may take. */
  public void noteTime(int turns, long seconds) {
    files.note("turns", Integer.toString(turns));
    files.note("seconds", Long.toString(seconds));
  }

  /** How long the play may last, in seconds; {@code otherwise} if nothing was noted. */
  public long seconds(long otherwise) {
    return files.number("turns", 1) * files.number("seconds", otherwise);
  }

  /** Notes why Promansible ends the play, for the service that records its end. */
  public void noteCut(Ending.Cut cut) throws IOException {
    files.write("cut", cut.name());
  }

  /** Why Promansible ended the play, if it did. */
  public Optional<Ending.Cut> cut() {
    try {
      return Optional.of(Ending.Cut.valueOf(Files.readString(file("cut"))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The path of a file in the folder, which need not exist. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** The path of the folder. */
  public Path path() {
    return folder;
  }

  /**
   * Removes the folder and its files. Renames it first: a half-removed folder must not look like
   * that of a run that never started.
   */
  public void delete() throws IOException {
    files.delete();
  }
}
