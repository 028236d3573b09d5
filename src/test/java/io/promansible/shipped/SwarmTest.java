package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.RoleRun;
import io.promansible.kit.StandInDocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The swarm roles against a stand-in of the Docker Engine; no daemon runs here. */
@Execution(ExecutionMode.CONCURRENT)
class SwarmTest {
  @TempDir Path folder;
  private Path sockets;
  private StandInDocker docker;

  @BeforeEach
  void open() throws IOException {
    // A socket's path may have about a hundred characters.
    sockets = Files.createTempDirectory("pm");
    docker = new StandInDocker(sockets.resolve("docker.sock"));
  }

  @AfterEach
  void close() throws IOException {
    docker.close();
    Files.deleteIfExists(sockets.resolve("docker.sock"));
    Files.delete(sockets);
  }

  private RoleRun.Order order(String role) {
    return RoleRun.of(folder, role)
        .with(role + "_socket", sockets.resolve("docker.sock").toString());
  }

  @Test
  void a_host_joins_once_and_a_wrong_token_is_told_in_dockers_words() {
    RoleRun.Order order = order("swarm_join").with("swarm_join_managers", List.of("10.0.0.1:2377"));
    RoleRun wrong = order.with("swarm_join_token", "SWMTKN-bad").run();
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.output())
        .contains("inactive: invalid join token")
        .doesNotContain("SWMTKN-bad");
    RoleRun.Order good = order.with("swarm_join_token", "SWMTKN-good");
    assertThat(good.inCheckMode().run().exit()).isZero();
    assertThat(docker.changes()).isEmpty();
    RoleRun first = good.run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    assertThat(first.result().path("is").asText()).isEqualTo("active");
    assertThat(good.run().changed()).isZero();
    assertThat(docker.changes()).containsExactly("join 10.0.0.1:2377");
  }

  @Test
  void a_service_gets_its_replicas_and_keeps_all_else() {
    RoleRun.Order order =
        order("swarm_scale").with("swarm_scale_service", "shop").with("swarm_scale_replicas", 5);
    assertThat(order.inCheckMode().run().exit()).isZero();
    assertThat(docker.changes()).isEmpty();
    RoleRun first = order.run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    assertThat(
            docker.service().path("Spec").path("Mode").path("Replicated").path("Replicas").asInt())
        .isEqualTo(5);
    assertThat(docker.service().path("Spec").path("Labels").path("a").asText()).isEqualTo("b");
    assertThat(order.run().changed()).isZero();
    RoleRun unknown = order.with("swarm_scale_service", "nothing").run();
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.output()).contains("not found");
  }

  @Test
  void a_node_is_drained_until_nothing_runs_there_and_put_back() {
    RoleRun.Order order = order("swarm_drain").with("swarm_drain_node", "worker1");
    assertThat(order.inCheckMode().run().exit()).isZero();
    RoleRun drained = order.run();
    assertThat(drained.exit()).as(drained.output()).isZero();
    assertThat(drained.changed()).isEqualTo(1);
    assertThat(docker.node().path("Spec").path("Availability").asText()).isEqualTo("drain");
    assertThat(docker.node().path("Spec").path("Role").asText()).isEqualTo("worker");
    assertThat(order.run().changed()).isZero();
    assertThat(order.with("swarm_drain_availability", "active").run().changed()).isEqualTo(1);
    assertThat(docker.changes()).hasSize(2);
  }
}
