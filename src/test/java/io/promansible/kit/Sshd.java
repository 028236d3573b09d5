package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real sshd of this machine on a port of its own, for this user, by key. */
public final class Sshd implements AutoCloseable {
  private final Path folder;
  private final int port = Background.freePort();
  private final Background process;

  /** Starts one; its keys and log go to a folder. */
  public Sshd(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      Path key = folder.resolve("key");
      Programs.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
      Files.writeString(
          folder.resolve("sshd_config"),
          """
          ListenAddress 127.0.0.1:%d
          HostKey %s
          PidFile none
          AuthorizedKeysFile %s.pub
          PasswordAuthentication no
          StrictModes no
          UsePAM no
          """
              .formatted(port, key, key));
      if (Root.is()) {
        Root.run("mkdir", "-p", "/run/sshd");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process =
        Background.start(
            folder.resolve("sshd.log"),
            "/usr/sbin/sshd",
            "-D",
            "-e",
            "-f",
            folder.resolve("sshd_config").toString());
    Background.awaitPort(port);
  }

  /** An inventory of one host that is reached through it. */
  public String inventory(String host) {
    return """
    all:
      hosts:
        %s:
          ansible_host: 127.0.0.1
          ansible_port: %d
          ansible_user: %s
          ansible_become: false
          ansible_ssh_private_key_file: %s
          ansible_ssh_common_args: '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null'
    """
        .formatted(host, port, System.getProperty("user.name"), folder.resolve("key"));
  }

  @Override
  public void close() {
    process.end();
  }
}
