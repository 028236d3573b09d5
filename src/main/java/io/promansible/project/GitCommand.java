package io.promansible.project;

import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls git for one project: without prompts, hooks, and settings of this machine, within limits.
 */
final class GitCommand {
  /** What git itself may speak, see GIT_ALLOW_PROTOCOL in gitprotocol. */
  static final String PROTOCOLS = "https:ssh:git:file";

  /** Without files: a submodule must not read repositories of this machine. */
  static final String PROTOCOLS_OF_SUBMODULES = "https:ssh:git";

  private static final int OUT_MAX = 64 << 20;
  // dash counts the size of a file in blocks of 512 bytes.
  private static final int BLOCK = 512;
  // What git says after every fault.
  private static final List<String> BOILERPLATE =
      List.of("hint:", "Please make sure you have", "and the repository exists");
  // Answers only for the host of the project: a submodule or a redirect elsewhere gets nothing.
  private static final String ASKPASS =
      """
      #!/bin/sh
      case "$1" in
        "Username for 'https://$PROMANSIBLE_GIT_HOST': "|"Username for \\"https://$PROMANSIBLE_GIT_HOST\\"") printf '%s\\n' "$PROMANSIBLE_GIT_USER" ;;
        "Password for 'https://$PROMANSIBLE_GIT_USER@$PROMANSIBLE_GIT_HOST': "|"Password for \\"https://$PROMANSIBLE_GIT_USER@$PROMANSIBLE_GIT_HOST\\"") cat "$PROMANSIBLE_GIT_TOKEN" ;;
        *) exit 1 ;;
      esac
      """;

  private final ProjectSettings project;
  private final Path home;

  /**
   * Git for a project.
   *
   * @param home the project's own folder, for the keys of ssh hosts
   */
  GitCommand(ProjectSettings project, Path home) {
    this.project = project;
    this.home = home;
  }

  /**
   * Runs a command of git in a folder.
   *
   * @param protocols what git may speak
   * @return what it printed
   * @throws WorldFault with git's own words when it fails, takes too long, or prints too much
   */
  String run(Path folder, String protocols, List<String> arguments) {
    List<String> command = new ArrayList<>();
    long blocks = Math.max(1, project.limits().size() * 2 / BLOCK);
    command.addAll(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"));
    command.addAll(
        List.of(
            "git",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "credential.helper=",
            "-c",
            "gc.auto=0",
            "-c",
            "advice.detachedHead=false",
            "-c",
            "http.followRedirects=initial"));
    command.addAll(arguments);
    String what = "git " + verb(arguments);
    try {
      Programs.Result result =
          Programs.run(
              command, environment(protocols), folder, project.limits().timeout(), OUT_MAX);
      if (result.exit() != 0) {
        throw new WorldFault(what + " failed: " + said(result));
      }
      return result.out();
    } catch (WorldFault e) {
      // The shell around git is of no interest.
      throw new WorldFault(String.valueOf(e.getMessage()).replaceFirst("^sh ", what + " "), e);
    }
  }

  private static String verb(List<String> arguments) {
    return arguments.get(arguments.getFirst().equals("-c") ? arguments.lastIndexOf("-c") + 2 : 0);
  }

  private static String said(Programs.Result result) {
    String text = result.err().isBlank() ? result.out() : result.err();
    List<String> lines =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && BOILERPLATE.stream().noneMatch(line::startsWith))
            .toList();
    // The first lines tell of progress, the last ones of the fault.
    return lines.isEmpty()
        ? "exit code " + result.exit()
        : String.join("; ", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
  }

  private Map<String, String> environment(String protocols) {
    GitCredentials credentials = project.credentials();
    Map<String, String> environment = new TreeMap<>();
    environment.put("GIT_ALLOW_PROTOCOL", protocols);
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_LFS_SKIP_SMUDGE", project.lfs() ? "0" : "1");
    environment.put("HOME", home.toString());
    environment.put("XDG_CONFIG_HOME", home.toString());
    environment.put("LC_ALL", "C");
    environment.put("GIT_SSH_COMMAND", ssh());
    environment.put("GIT_SSH_VARIANT", "ssh");
    credentials.ca().ifPresent(file -> environment.put("GIT_SSL_CAINFO", file.toString()));
    credentials
        .token()
        .ifPresent(file -> {
          environment.put("GIT_ASKPASS", askpass().toString());
          environment.put("PROMANSIBLE_GIT_HOST", GitAddress.host(project.url()));
          environment.put("PROMANSIBLE_GIT_USER", GitAddress.user(project.url(), credentials));
          environment.put("PROMANSIBLE_GIT_TOKEN", file.toString());
        });
    return environment;
  }

  private String ssh() {
    GitCredentials credentials = project.credentials();
    List<String> options =
        new ArrayList<>(
            List.of(
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "BatchMode=yes",
                "-o",
                "ConnectTimeout=15",
                "-o",
                "IdentityAgent=none"));
    options.addAll(
        List.of(
            "-o",
            "UserKnownHostsFile=" + credentials.knownHosts().orElse(home.resolve("known_hosts")),
            "-o",
            "StrictHostKeyChecking="
                + (credentials.knownHosts().isPresent() ? "yes" : "accept-new")));
    credentials
        .key()
        .ifPresent(key ->
            options.addAll(List.of("-o", "IdentitiesOnly=yes", "-o", "IdentityFile=" + key)));
    return String.join(
        " ", options.stream().map(one -> "'" + one.replace("'", "'\\''") + "'").toList());
  }

  private Path askpass() {
    Path script = home.resolve("askpass");
    try {
      Files.deleteIfExists(script);
      Files.createFile(
          script,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return Files.writeString(script, ASKPASS);
    } catch (IOException e) {
      throw new WorldFault(script + " cannot be written", e);
    }
  }
}
