package io.promansible.shipped;

import io.promansible.kit.Background;
import io.promansible.kit.Programs;
import io.promansible.kit.RoleRun;
import io.promansible.kit.Root;
import io.promansible.kit.StandInService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real sshd and a real node_exporter make this machine a server that can be down. */
abstract class ServerDownMachine {
  static final String ROLE = "handle_server_down";

  @TempDir Path folder;
  final int ssh = Background.freePort();
  final int metrics = Background.freePort();

  // Each test has its own: two of them may run at once.
  private final String service = "pm-exporter-" + ProcessHandle.current().pid() + "-" + metrics;
  final List<AutoCloseable> open = new ArrayList<>();
  StandInService exporter;

  @BeforeEach
  void furnish() throws IOException {
    Programs.run(
        List.of(
            "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve("key").toString()));
    Files.writeString(
        folder.resolve("sshd_config"),
        "ListenAddress 127.0.0.1:%d\nHostKey %s\nPidFile none\nUsePAM no\n"
            .formatted(ssh, folder.resolve("key")));
    if (Root.is()) {
      Root.run("mkdir", "-p", "/run/sshd");
    }
    Path pid = folder.resolve("pid");
    exporter =
        new StandInService(
            folder,
            service,
            "prometheus-node-exporter --web.listen-address=127.0.0.1:%d >%s 2>&1 & echo $! > %s"
                .formatted(metrics, folder.resolve("exporter.log"), pid),
            "test -e %s && kill $(cat %s) 2>/dev/null; rm -f %s".formatted(pid, pid, pid));
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    exporter.close();
  }

  void startSshd() {
    open.add(
        Background.start(
            folder.resolve("sshd.log"),
            "/usr/sbin/sshd",
            "-D",
            "-e",
            "-f",
            folder.resolve("sshd_config").toString()));
  }

  RoleRun.Order order() {
    return RoleRun.of(folder, ROLE)
        .with(ROLE + "_ssh_port", ssh)
        .with(ROLE + "_exporter_port", metrics)
        .with(ROLE + "_exporter_service", service)
        .with(ROLE + "_patience", 1);
  }
}
