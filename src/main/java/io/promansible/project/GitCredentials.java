package io.promansible.project;

import io.promansible.settings.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * With what git proves who it is; files only, so that no secret stands in a configuration.
 *
 * @param key a private key for ssh
 * @param knownHosts the keys of ssh hosts; without it the first key that is seen is kept
 * @param username the name for https
 * @param token a password or token for https
 * @param ca further certificates that https trusts
 * @param webhook the secret of the git host's webhook
 */
public record GitCredentials(
    Optional<Path> key,
    Optional<Path> knownHosts,
    String username,
    Optional<Path> token,
    Optional<Path> ca,
    Optional<Path> webhook) {
  /** Without any. */
  public static final GitCredentials NONE =
      new GitCredentials(
          Optional.empty(),
          Optional.empty(),
          "git",
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The keys whose values are files. */
  public static final List<String> FILES =
      List.of("key_file", "known_hosts", "token_file", "ca_file", "webhook_secret_file");

  static GitCredentials read(Section section) {
    return new GitCredentials(
        section.file("key_file"),
        section.file("known_hosts"),
        section.text("username", "git"),
        section.file("token_file"),
        section.file("ca_file"),
        section.file("webhook_secret_file"));
  }
}
