package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Background;
import io.promansible.kit.RoleRun;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is down is found out, and an exporter is started again. */
class ServerDownTest extends ServerDownMachine {
  @Test
  void restarts_the_exporter_where_only_that_is_down() {
    startSshd();
    Background.awaitPort(ssh);
    RoleRun first = order().run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    assertThat(first.result().path("ssh_was_up").asBoolean()).isTrue();
    assertThat(first.result().path("exporter_was_up").asBoolean()).isFalse();
    assertThat(Background.listens(metrics)).isTrue();

    RoleRun second = order().run();
    assertThat(second.exit()).as(second.output()).isZero();
    assertThat(second.changed()).isZero();
    assertThat(second.result().path("exporter_was_up").asBoolean()).isTrue();
  }

  @Test
  void an_exporter_that_hangs_is_down_as_well() throws IOException {
    startSshd();
    Background.awaitPort(ssh);
    // It takes connections, and never answers.
    try (ServerSocket hung = new ServerSocket(metrics)) {
      assertThat(hung.isBound()).isTrue();
      RoleRun run = order().with(ROLE + "_exporter_wait", 1).run();
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.output()).contains("was restarted, but does not answer on port " + metrics);
      assertThat(run.result().path("exporter_was_up").isBoolean()).isTrue();
      assertThat(run.result().path("exporter_was_up").asBoolean()).isFalse();
    }
  }

  @Test
  void check_mode_touches_nothing() {
    startSshd();
    Background.awaitPort(ssh);
    RoleRun run = order().inCheckMode().run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(Background.listens(metrics)).isFalse();
  }

  @Test
  void a_server_that_comes_back_by_itself_is_left_alone() {
    exporter.start();
    var _ =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              Waiting.until("the role's first look", () -> hasLooked());
              startSshd();
            });
    RoleRun run = order().with(ROLE + "_patience", 30).run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.changed()).isZero();
    assertThat(run.result().path("ssh_was_up").asBoolean()).isFalse();
    assertThat(run.result().path("power_switched").asBoolean()).isFalse();
  }

  /** Whether the role has looked once; our callback plugin writes as the play goes. */
  private boolean hasLooked() {
    try (Stream<Path> files = Files.find(folder, 2, (f, a) -> f.endsWith("events.jsonl"))) {
      for (Path file : files.toList()) {
        if (Files.readString(file).contains("Give it time to come back")) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_wrong_argument_is_refused_by_name() {
    RoleRun run = order().with(ROLE + "_power", "hammer").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("value of " + ROLE + "_power must be one of");
  }
}
