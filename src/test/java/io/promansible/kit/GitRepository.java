package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real git repository: a bare one that others fetch, and a clone in which tests commit. */
public final class GitRepository {
  private final Path bare;
  private final Path work;

  /** Makes an empty one in a folder. */
  public GitRepository(Path folder) {
    this.bare = folder.resolve("repository.git");
    this.work = folder.resolve("work");
    Programs.run(List.of("git", "init", "-q", "--bare", "-b", "main", bare.toString()));
    Programs.run(List.of("git", "init", "-q", "-b", "main", work.toString()));
    git("config", "user.email", "somebody@example.org");
    git("config", "user.name", "Somebody");
    git("remote", "add", "origin", bare.toString());
  }

  /** Where others fetch it. */
  public Path bare() {
    return bare;
  }

  /** Where tests change it. */
  public Path work() {
    return work;
  }

  /** Runs git in the clone. */
  public String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", work.toString()));
    command.addAll(List.of(arguments));
    return Programs.run(command);
  }

  /** Writes a file. */
  public GitRepository write(String name, String text) {
    try {
      Path file = work.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a role of alerts whose one task says something. */
  public GitRepository role(String name, String says) {
    return write(
        "playbooks/alert/roles/" + name + "/tasks/main.yml",
        "- ansible.builtin.debug: {msg: '%s'}\n".formatted(says));
  }

  /** Commits all that was written, pushes the branch, and returns the commit. */
  public String push(String message) {
    git("add", "--all");
    git("commit", "-q", "--allow-empty", "-m", message);
    git("push", "-q", "--force", "origin", "HEAD");
    return git("rev-parse", "HEAD").strip();
  }
}
