package io.promansible.project;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.disk.PrivateFiles;
import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of a project on this node: its commits, and which of them is in force. A commit's
 * folder is there as a whole or not at all: it gets its name last, and loses it first.
 */
final class CommitFolders {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FRESH = ".fresh";
  private static final String OLD = ".old";
  private static final String IN_FORCE = "in-force.json";
  private static final String COMMIT = "[0-9a-f]{40}";

  private final ProjectSettings project;
  private final Path all;
  private final Path home;

  /**
   * The folder of a project.
   *
   * @param data the data folder of this node
   */
  CommitFolders(ProjectSettings project, Path data) {
    this.project = project;
    this.all = data.toAbsolutePath().resolve("projects");
    this.home = all.resolve(project.name());
  }

  /**
   * The commit in force.
   *
   * @param settings of what settings it was fetched by, see {@link ProjectSettings#digest}
   */
  record InForce(
      String commit, String settings, String subject, Instant committedAt, Instant since) {}

  /** Makes the folder, for this user only. */
  Path make() {
    try {
      PrivateFiles.folder(all);
      PrivateFiles.folder(home);
      Files.createDirectories(home.resolve("commits"));
      return home;
    } catch (IOException e) {
      throw new WorldFault(home + " cannot be made", e);
    }
  }

  /** An empty folder for a commit that is being fetched; what an earlier fetch left is removed. */
  Path fresh() {
    try {
      Path fresh = make().resolve("commits").resolve(FRESH);
      ScratchFolder.remove(fresh);
      return Files.createDirectory(fresh);
    } catch (IOException e) {
      throw new WorldFault("a folder for a commit cannot be made in " + home, e);
    }
  }

  /** Removes what a fetch that failed has left. */
  void dropFresh() {
    try {
      ScratchFolder.remove(home.resolve("commits").resolve(FRESH));
    } catch (IOException e) {
      throw new WorldFault("what a fetch left in " + home + " cannot be removed", e);
    }
  }

  /**
   * Gives a fetched commit its own folder. One that was fetched by the same settings stays, as
   * plays may read it now; one by other settings is replaced.
   */
  Checkout adopt(Path fresh, String commit) {
    try {
      Path folder = commits().resolve(commit);
      Path note = note(folder);
      if (Files.isDirectory(folder)
          && Files.exists(note)
          && Files.readString(note).equals(project.digest())) {
        return checkout(commit);
      }
      remove(folder);
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
      Files.createDirectories(note.getParent());
      Files.writeString(note, project.digest());
      return checkout(commit);
    } catch (IOException e) {
      throw new WorldFault("the commit " + commit + " cannot be kept in " + home, e);
    }
  }

  /** By which settings a commit was fetched. */
  private Path note(Path folder) {
    return home.resolve("fetched-by").resolve(folder.getFileName());
  }

  /** A commit that was fetched before. */
  Optional<Checkout> find(String commit) {
    return commit.matches(COMMIT) && Files.isDirectory(commits().resolve(commit))
        ? Optional.of(checkout(commit))
        : Optional.empty();
  }

  private Checkout checkout(String commit) {
    Path root = commits().resolve(commit);
    return new Checkout(project.name(), commit, root, root.resolve(project.folder()).normalize());
  }

  private Path commits() {
    return home.resolve("commits");
  }

  /** Which commit is in force; empty before the first fetch. */
  Optional<InForce> inForce() {
    try {
      Path file = home.resolve(IN_FORCE);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      var read = JSON.readTree(Files.readString(file));
      return Optional.of(
              new InForce(
                  read.path("commit").asText(),
                  read.path("settings").asText(),
                  read.path("subject").asText(),
                  Instant.parse(read.path("committedAt").asText()),
                  Instant.parse(read.path("since").asText())))
          .filter(one -> find(one.commit()).isPresent());
    } catch (IOException | DateTimeException e) {
      // Such as half a file after a loss of power: the next fetch writes it anew.
      return Optional.empty();
    }
  }

  /** Leaves no commit in force; the folders stay, as runs may need them. */
  void forget() {
    try {
      Files.deleteIfExists(home.resolve(IN_FORCE));
    } catch (IOException e) {
      throw new WorldFault(home + " cannot be written", e);
    }
  }

  /** Puts a commit in force. */
  void putInForce(InForce one) {
    ObjectNode text =
        JSON.createObjectNode()
            .put("commit", one.commit())
            .put("settings", one.settings())
            .put("subject", one.subject())
            .put("committedAt", one.committedAt().toString())
            .put("since", one.since().toString());
    try {
      Path fresh = home.resolve(IN_FORCE + FRESH);
      Files.writeString(fresh, text.toString());
      Files.move(fresh, home.resolve(IN_FORCE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new WorldFault(home + " cannot be written", e);
    }
  }

  /**
   * Removes old commits.
   *
   * @param used commits that a run needs
   * @param most how many others stay, the newest
   */
  void prune(Set<String> used, int most) {
    String current = inForce().map(InForce::commit).orElse("");
    try (Stream<Path> folders = Files.list(commits())) {
      List<Path> old =
          folders
              .filter(folder -> folder.getFileName().toString().matches(COMMIT))
              .filter(folder -> !folder.getFileName().toString().equals(current))
              .filter(folder -> !used.contains(folder.getFileName().toString()))
              .sorted(Comparator.comparing(CommitFolders::changed).reversed())
              .skip(most)
              .toList();
      for (Path folder : old) {
        Files.deleteIfExists(note(folder));
        remove(folder);
      }
    } catch (IOException e) {
      throw new WorldFault("old commits in " + home + " cannot be removed", e);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      Path old = folder.resolveSibling(folder.getFileName() + OLD);
      ScratchFolder.remove(old);
      Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
      ScratchFolder.remove(old);
    }
  }

  private static Instant changed(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
