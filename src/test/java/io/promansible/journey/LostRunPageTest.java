package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Cluster;
import io.promansible.kit.Portal;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a run whose node is gone. */
class LostRunPageTest {
  private static final String OPERATOR =
      "{\"name\":\"olga\",\"role\":\"operator\",\"groups\":[],\"password\":\"%s\"}"
          .formatted(PeopleService.PASSWORD);

  @TempDir Path folder;

  private Caller node(Cluster cluster, String name) {
    cluster.furnish(
        name,
        "runs: {hosts_max: 1}\nhandlers:\n" + Room.handler("Patient", "patient", ""),
        room -> room.patient(folder));
    return cluster.start(name);
  }

  @Test
  void its_page_says_which_hosts_stay_held_and_releases_them() {
    try (Cluster cluster = new Cluster(folder)) {
      node(cluster, "a").accepted(Alerts.notification(Alerts.firing("Patient", "web1")));
      Waiting.until("the play to begin", () -> Files.exists(folder.resolve("patient")));
      Caller b = node(cluster, "b");
      String token = cluster.room("b").adminToken();
      assertThat(b.as(token, "POST", "/api/v1/users", OPERATOR).statusCode()).isEqualTo(201);
      cluster.service("a").kill();
      Waiting.until(
          "the run to be lost",
          () -> b.runs("Patient").getFirst().path("outcome").asText().equals("lost"));
      try (Portal portal = new Portal(cluster.service("b").url());
          Portal.Window olga = portal.window().logIn("olga", PeopleService.PASSWORD)) {
        olga.open("/runs/" + b.runs("Patient").getFirst().path("id").asText());
        olga.await("stays held").await("Cancel…").picture("lost-run");
        assertThat(olga.text())
            .contains("1 host stays held", "node a may still run", "node a does not answer");
        assertThat(olga.barriers()).isEmpty();
        olga.open("/status").picture("status-of-two-nodes");
        assertThat(olga.text()).contains("silent", "alive", "configuration of");
        olga.page().goBack();
        olga.page().getByText("Release its hosts").click();
        Waiting.until("the banner to go", () -> !olga.text().contains("stays held"));
        assertThat(olga.text()).doesNotContain("Cancel…");
        assertThat(olga.complaints()).isEmpty();
      }
      cluster.room("a").write("../go", "");
    }
  }
}
