package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real sshd of this machine on a port of its own, for this user, by key. */
public final class Sshd implements AutoCloseable {
  private final Path folder;
  private final int port = Background.freePort();
  private final Background process;

  /** Starts one; its keys and log go to a folder. */
  public Sshd(Path folder) {
    this(folder, new String[0]);
  }

  /** One on some more addresses of this machine, the same port on each. */
  public Sshd(Path folder, String... addresses) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      Path key = folder.resolve("key");
      Programs.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
      Files.writeString(
          folder.resolve("sshd_config"),
          """
          %s
          HostKey %s
          PidFile none
          AuthorizedKeysFile %s.pub
          PasswordAuthentication no
          StrictModes no
          UsePAM no
          Subsystem sftp internal-sftp
          """
              .formatted(
                  Stream.concat(Stream.of("127.0.0.1"), Stream.of(addresses))
                      .map(address -> "ListenAddress " + address + ":" + port)
                      .collect(Collectors.joining("\n")),
                  key,
                  key));
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

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** A role's run whose host is reached through it. */
  public RoleRun.Order reaching(RoleRun.Order order) {
    return order
        .on("ansible_connection", "ssh")
        .on("ansible_port", port)
        .on("ansible_user", System.getProperty("user.name"))
        .on("ansible_become", false)
        .on("ansible_ssh_private_key_file", folder.resolve("key").toString())
        .on(
            "ansible_ssh_common_args",
            "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null");
  }

  /** A role's run that logs in through it to servers that it makes. */
  public RoleRun.Order loggingIn(RoleRun.Order order) {
    return order
        .with("openstack_server_login_user", System.getProperty("user.name"))
        .with("openstack_server_login_port", port)
        .with("openstack_server_login_key", folder.resolve("key").toString())
        .on(
            "ansible_ssh_common_args",
            "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null");
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
