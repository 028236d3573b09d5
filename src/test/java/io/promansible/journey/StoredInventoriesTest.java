package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Inventories that are stored version by version, and read by the live inventory. */
class StoredInventoriesTest extends JobsService {
  @Test
  void a_version_is_followed_by_another_one_and_never_changed() {
    long first = inventory("1", "all: {hosts: {a1: }}");
    HttpResponse<byte[]> next = follow(first, "2", "all: {hosts: {a1: , a2: }}");
    assertThat(next.statusCode()).isEqualTo(201);
    JsonNode second = io.promansible.kit.Room.json(Caller.text(next));
    assertThat(second.path("id").asLong()).isNotEqualTo(first);
    assertThat(second.path("name").asText()).isEqualTo("local");
    assertThat(second.path("env").asText()).isEqualTo("alpha");
    assertThat(get("/api/v1/inventories/" + first).path("hosts").asText()).doesNotContain("a2");
    assertThat(follow(first, "2", "all: {hosts: {a3: }}").statusCode()).isEqualTo(409);
    HttpResponse<byte[]> broken = follow(first, "3", "all: {hosts: [");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(Caller.text(broken)).contains("hosts");
  }

  private HttpResponse<byte[]> follow(long id, String version, String hosts) {
    return send(
        "PUT",
        "/api/v1/inventories/" + id,
        "{\"version\": \"%s\", \"hosts\": \"%s\"}".formatted(version, hosts));
  }

  @Test
  void the_live_inventory_reads_the_newest_version_of_a_stored_one_beside_its_files() {
    long first =
        post(
                "/api/v1/inventory",
                "{\"name\": \"more\", \"env\": \"live\", \"version\": \"1\", \"hosts\": \"extra: {hosts: {more1: }}\", \"vars\": \"extra: {color: blue}\"}")
            .path("id")
            .asLong();
    sources("[./hosts.yml, 'stored:more/live']");
    JsonNode served = get("/api/v1/inventory");
    assertThat(served.path("_meta").path("hostvars").path("more1").path("color").asText())
        .isEqualTo("blue");
    assertThat(served.path("web").path("hosts").toString()).contains("web1");
    assertThat(send("DELETE", "/api/v1/inventories/" + first, "").statusCode()).isEqualTo(409);
    assertThat(follow(first, "2", "extra: {hosts: {more1: , more2: }}").statusCode())
        .isEqualTo(201);
    assertThat(send("POST", "/-/reload", "").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/inventory").path("extra").path("hosts").toString()).contains("more2");
    // A version that is not there leaves the last good inventory in force.
    sources("[./hosts.yml, 'stored:more/live/9']");
    assertThat(Caller.text(send("GET", "/-/ready", "")))
        .contains("'stored:more/live/9' is not stored");
    assertThat(get("/api/v1/inventory").path("extra").path("hosts").toString()).contains("more2");
    sources("[./hosts.yml]");
  }

  private void sources(String sources) {
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml"))
                .replaceFirst("sources: \\[[^]]*]", "sources: " + sources)
            + "\n");
    send("POST", "/-/reload?accept=shrink", "");
  }
}
