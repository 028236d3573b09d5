package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.RoleRun;
import io.promansible.kit.StandInDocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The swarm roles against a stand-in of the Docker Engine; no daemon runs here. */
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

  private RoleRun.Order update() {
    return order("swarm_update").with("swarm_update_service", "shop").with("swarm_update_wait", 3);
  }

  @Test
  void a_service_is_updated_some_tasks_at_a_time_and_keeps_all_else() {
    RoleRun.Order order =
        update()
            .with("swarm_update_image", "shop:2")
            .with("swarm_update_labels", Map.of("c", "d"))
            .with("swarm_update_labels_removed", List.of("a"))
            .with("swarm_update_parallelism", 2)
            .with("swarm_update_delay", 5);
    assertThat(order.inCheckMode().run().exit()).isZero();
    assertThat(docker.changes()).isEmpty();
    RoleRun first = order.run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    assertThat(first.result().path("state").asText()).isEqualTo("completed");
    JsonNode spec = docker.service().path("Spec");
    assertThat(spec.at("/TaskTemplate/ContainerSpec").toString())
        .isEqualTo("{\"Image\":\"shop:2\",\"Env\":[\"X=1\"]}");
    assertThat(spec.path("Labels").toString()).isEqualTo("{\"c\":\"d\"}");
    assertThat(spec.path("UpdateConfig").toString())
        .isEqualTo("{\"Parallelism\":2,\"Delay\":5000000000,\"FailureAction\":\"rollback\"}");
    assertThat(spec.at("/Mode/Replicated/Replicas").asInt()).isEqualTo(2);
    assertThat(order.run().changed()).isZero();
    // Labels alone replace no task, and nothing is waited for.
    RoleRun labels = update().with("swarm_update_labels", Map.of("e", "f")).run();
    assertThat(labels.result().path("state").asText()).isEqualTo("nothing to wait for");
    assertThat(update().with("swarm_update_force", true).run().changed()).isEqualTo(1);
    assertThat(docker.service().at("/Spec/TaskTemplate/ForceUpdate").asInt()).isEqualTo(1);
  }

  @Test
  void an_update_that_fails_is_put_back_by_the_swarm_or_by_the_role() {
    docker.updatesEnd("rollback_completed");
    RoleRun back = update().with("swarm_update_image", "shop:3").run();
    assertThat(back.exit()).isEqualTo(2);
    assertThat(back.output()).contains("rollback_completed: as the test wants it");
    docker.updatesEnd("updating");
    RoleRun hangs = update().with("swarm_update_image", "shop:4").run();
    assertThat(hangs.exit()).isEqualTo(2);
    assertThat(hangs.output()).contains("took longer than 3 s and was put back");
    assertThat(docker.changes()).last().isEqualTo("rollback s1");
  }

  @Test
  void a_swarm_is_well_when_all_its_tasks_run_and_all_its_nodes_are_ready() {
    RoleRun well = order("swarm_status").run();
    assertThat(well.exit()).as(well.output()).isZero();
    assertThat(well.changed()).isZero();
    assertThat(well.result().path("success").asBoolean()).isTrue();
    assertThat(well.result().path("running").path("shop").asInt()).isEqualTo(2);
    assertThat(well.result().path("tasks_per_node").has("worker1")).isTrue();
    RoleRun missing =
        order("swarm_status").with("swarm_status_services", List.of("shop", "till")).run();
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.output()).contains("not there: till");
    order("swarm_scale").with("swarm_scale_service", "shop").with("swarm_scale_replicas", 5).run();
    docker.nodeDown();
    RoleRun ill = order("swarm_status").run();
    assertThat(ill.exit()).isEqualTo(2);
    assertThat(ill.output()).contains("lack tasks: shop", "not ready: worker1");
    assertThat(ill.result().path("success").asBoolean()).isFalse();
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
