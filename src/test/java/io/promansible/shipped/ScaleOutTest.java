package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.RoleRun;
import io.promansible.kit.Sshd;
import io.promansible.kit.StandInCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers of a cloud that a stand-in of Keystone and Nova keeps; the clone is reached by a real
 * ssh, as it is an address of this machine.
 */
class ScaleOutTest {
  @TempDir Path folder;
  private StandInCloud cloud;

  @BeforeEach
  void open() {
    cloud = new StandInCloud();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private RoleRun.Order server() {
    return cloud
        .let(RoleRun.of(folder, "openstack_server"))
        .on("openstack_server_name", "db-1.test")
        .on("openstack_server_image", "image-1")
        .on("openstack_server_flavor", "flavor-1")
        .on("openstack_server_networks", List.of("net-1", "net-2"));
  }

  @Test
  void a_server_is_created_once_and_removed_once_and_check_mode_only_says_so() {
    cloud.put("db-1xtest");
    RoleRun look = server().inCheckMode().run();
    assertThat(look.output()).contains("would create the server db-1.test of image image-1");
    assertThat(look.changed()).isEqualTo(1);
    assertThat(cloud.changes()).isEmpty();
    RoleRun first = server().run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    assertThat(first.result().path("address").asText()).isEqualTo("127.0.1.2");
    assertThat(first.output()).doesNotContain(StandInCloud.SECRET, StandInCloud.PASSWORD, "gAAAA");
    assertThat(cloud.server("db-1.test"))
        .hasValueSatisfying(server -> {
          assertThat(server.path("networks").findValuesAsText("uuid"))
              .containsExactly("net-1", "net-2");
          assertThat(server.path("metadata").path("promansible").asText()).isEqualTo("promansible");
        });
    assertThat(server().run().changed()).isZero();
    RoleRun.Order away = server().with("openstack_server_state", "absent");
    assertThat(away.run().changed()).isEqualTo(1);
    assertThat(cloud.changes()).containsExactly("create db-1.test", "delete db-1.test");
    assertThat(cloud.names()).containsExactly("db-1xtest");
  }

  /** One of ours that the cloud has in ERROR. */
  private void broken(String name, boolean launched) {
    ObjectNode server = cloud.put(name).put("status", "ERROR");
    server.withObject("/metadata").put("promansible", "promansible");
    server.putObject("fault").put("message", "No valid host was found.");
    if (!launched) {
      server.putNull("OS-SRV-USG:launched_at");
    }
  }

  @Test
  void what_is_wrong_is_told_in_the_clouds_words_and_nothing_is_touched_that_is_not_ours() {
    cloud.put("mine");
    broken("stillborn", false);
    broken("lived", true);
    // All at once, a host for each: a play takes seconds.
    RoleRun wrong =
        server()
            .host("web1", "openstack_server_name", "stillborn")
            .host("error", "openstack_server_name", "lived")
            .host("unknown", "openstack_server_auth_url", "")
            .host("nobody", "openstack_server_auth_url", "http://127.0.0.1:1")
            .host("stranger", "openstack_server_application_credential_secret", "another")
            .host("other", "openstack_server_name", "mine")
            .host("other", "openstack_server_state", "absent")
            .host("anybody", "openstack_server_name", "mine")
            .host("anybody", "openstack_server_owner", "")
            .host("anybody", "openstack_server_state", "absent")
            .host("gone", "openstack_server_name", "never-was")
            .host("gone", "openstack_server_state", "absent")
            .run();
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.output())
        .contains("is ERROR, not ACTIVE: No valid host was found.")
        .contains("Say which cloud it is by openstack_server_auth_url")
        .containsPattern("http://127.0.0.1:1 gives no token:.* refused")
        .contains("gives no token: The request you have made requires authentication.")
        .contains("was not made for 'promansible'")
        .contains("openstack_server_owner is empty")
        .containsPattern("gone +: ok=\\d+ +changed=0 +unreachable=0 +failed=0");
    // What never lived stands in nobody's way; what has lived is left to people.
    assertThat(wrong.failed()).isZero();
    assertThat(cloud.changes()).containsExactly("delete stillborn", "create stillborn");
    assertThat(cloud.names()).containsExactly("lived", "mine", "stillborn");
    cloud.allow(0);
    assertThat(server().run().output())
        .contains("does not create the server db-1.test: Quota exceeded for instances");
  }

  private List<String> addresses(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream()
        .map(line -> line.split(" ", -1)[2])
        .toList();
  }

  @Test
  void loaded_servers_get_a_clone_each_that_is_configured_over_ssh() throws IOException {
    cloud.put("web1");
    cloud.put("web2");
    try (Sshd sshd = new Sshd(folder.resolve("sshd"), "127.0.1.3", "127.0.1.4")) {
      RoleRun.Order order =
          sshd.reaching(cloud.let(RoleRun.of(folder, "scale_out")))
              .hosts("web1", "web2")
              .with("scale_out_roles", List.of(RoleRun.marks(folder)));
      RoleRun look = order.hosts("web1").inCheckMode().run();
      assertThat(look.exit()).as(look.output()).isZero();
      assertThat(look.result().path("message").asText()).isEqualTo("would spawn a clone");
      assertThat(cloud.changes()).isEmpty();

      RoleRun first = order.run();
      assertThat(first.exit()).as(first.output()).isZero();
      assertThat(first.result().path("message").asText()).isEqualTo("a clone was spawned");
      assertThat(first.result().path("clone").asText()).isEqualTo("web1-fresh");
      assertThat(first.output())
          .doesNotContain(StandInCloud.SECRET, StandInCloud.PASSWORD, "gAAAA");
      JsonNode clone = cloud.server("web1-fresh").orElseThrow();
      assertThat(clone.path("image").path("id").asText()).isEqualTo("image-1");
      assertThat(clone.path("flavor").path("id").asText()).isEqualTo("flavor-1");
      assertThat(clone.path("key_name").asText()).isEqualTo("ops");
      assertThat(clone.path("networks").findValuesAsText("uuid")).containsExactly("net-1");
      assertThat(clone.path("security_groups").findValuesAsText("name")).containsExactly("web");
      // Both the role and its handler acted there, not on the loaded servers.
      assertThat(addresses("marked")).containsExactly("127.0.1.3", "127.0.1.4");
      assertThat(addresses("handled")).containsExactly("127.0.1.3", "127.0.1.4");

      assertThat(cloud.changes())
          .containsExactly(
              "create web1-fresh",
              "metadata web1-fresh",
              "create web2-fresh",
              "metadata web2-fresh");
    }
  }

  @Test
  void a_clone_that_was_left_half_done_is_finished_and_one_of_a_clone_is_refused()
      throws IOException {
    cloud.put("web1");
    try (Sshd sshd = new Sshd(folder.resolve("sshd"), "127.0.1.2", "127.0.1.3")) {
      RoleRun.Order order = sshd.reaching(cloud.let(RoleRun.of(folder, "scale_out")));
      RoleRun path = order.with("scale_out_roles", List.of("/tmp/anything")).run();
      assertThat(path.output()).contains("that is no name of a role");
      assertThat(cloud.names()).containsExactly("web1");
      String breaks =
          RoleRun.role(folder, "breaks", "- ansible.builtin.fail: {msg: on purpose}\n", "[]");
      assertThat(order.with("scale_out_roles", List.of(breaks)).run().exit()).isEqualTo(2);
      assertThat(cloud.names()).containsExactly("web1", "web1-fresh");
      // The cloud itself could not start it: it is made anew, as the loaded server is.
      cloud
          .server("web1-fresh")
          .orElseThrow()
          .put("status", "ERROR")
          .putNull("OS-SRV-USG:launched_at");
      RoleRun again = order.run();
      assertThat(again.exit()).as(again.output()).isZero();
      assertThat(again.result().path("configured_now").asBoolean()).isTrue();
      RoleRun endless = order.with("scale_out_source", "web1-fresh").run();
      assertThat(endless.exit()).isEqualTo(2);
      assertThat(endless.output()).contains("web1-fresh is a clone itself");
      assertThat(cloud.changes())
          .containsExactly(
              "create web1-fresh", "delete web1-fresh", "create web1-fresh", "metadata web1-fresh");
    }
  }
}
