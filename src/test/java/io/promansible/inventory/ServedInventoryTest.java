package io.promansible.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Room;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class ServedInventoryTest {
  private static final String LIST =
      """
      {"_meta": {"hostvars": {
         "web1": {"ansible_host": "10.0.0.1", "ansible_password": "hunter2-canary", "deep": {"api_token": ["canary-2"]}},
         "vault": {"ansible_host": "fd00::1"}}},
       "all": {"children": ["web", "token_ring"]},
       "web": {"hosts": ["web1"]}, "token_ring": {"hosts": ["vault"]}}
      """;

  private static ServedInventory served(String list) {
    return new ServedInventory(Inventory.of(Room.json(list), Instant.EPOCH));
  }

  @Test
  void passwords_are_masked_wherever_they_are_and_names_are_not() {
    String shown = new String(served(LIST).list(), StandardCharsets.UTF_8);
    assertThat(shown)
        .doesNotContain("canary")
        .contains("********")
        .contains("10.0.0.1")
        .contains("token_ring");
    assertThat(served(LIST).host("web1").orElseThrow().toString()).doesNotContain("canary");
    assertThat(served(LIST).host("vault").orElseThrow().path("ansible_host").asText())
        .isEqualTo("fd00::1");
  }

  @Test
  void the_compressed_list_is_the_same_list() throws IOException {
    ServedInventory served = served(LIST);
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(served.compressedList()))) {
      assertThat(in.readAllBytes()).isEqualTo(served.list());
    }
  }

  @Test
  void the_etag_changes_with_the_list_only() {
    assertThat(served(LIST).etag())
        .isEqualTo(served(LIST).etag())
        .isNotEqualTo(served(LIST.replace("web1", "web9")).etag());
  }

  @Test
  void prometheus_gets_a_target_per_host_with_its_name() {
    JsonNode targets = served(LIST).targets(Optional.empty(), 9100);
    assertThat(targets.findValuesAsText("inventory_hostname")).containsExactly("vault", "web1");
    assertThat(targets.get(0).path("targets").get(0).asText()).isEqualTo("[fd00::1]:9100");
    assertThat(served(LIST).targets(Optional.of("web"), 80).toString())
        .contains("10.0.0.1:80")
        .doesNotContain("fd00");
  }

  @Test
  void a_run_gets_its_hosts_their_groups_and_nobody_else() {
    JsonNode all =
        Inventory.of(Room.json(LIST), Instant.EPOCH)
            .restrictedTo(List.of("web1"), Map.of())
            .path("all");
    assertThat(all.path("hosts").path("web1").path("ansible_password").asText())
        .isEqualTo("hunter2-canary");
    assertThat(all.toString()).doesNotContain("vault").doesNotContain("token_ring");
    assertThat(all.path("children").path("web").path("hosts").has("web1")).isTrue();
  }

  @Test
  void secrets_are_replaced_in_texts_longest_first() {
    Mask mask = Mask.of(List.of(Room.json(LIST)));
    assertThat(mask.text("login with hunter2-canary!")).isEqualTo("login with ********!");
  }

  @Test
  void a_secret_is_replaced_in_json_even_where_it_is_escaped_there() {
    Mask mask =
        Mask.of(
            List.of(
                Room.json(
                    "{\"all\": {\"hosts\": {\"a\": {\"my_password\": \"qu\\\"ote\\\\d\", \"max_tokens\": 100000}}}}")));
    JsonNode event =
        Room.json("{\"at\": 1.100000, \"result\": {\"msg\": [\"it is qu\\\"ote\\\\d!\"]}}");
    assertThat(mask.tree(event).toString())
        .isEqualTo("{\"at\":1.1,\"result\":{\"msg\":[\"it is ********!\"]}}");
  }

  @Test
  void without_meta_there_still_is_one() {
    assertThat(new String(served("{\"web\": [\"a\", \"b\"]}").list(), StandardCharsets.UTF_8))
        .contains("_meta");
    assertThat(Inventory.of(Room.json("{\"web\": [\"a\", \"b\"]}"), Instant.EPOCH).hosts())
        .extracting(Host::name)
        .containsExactly("a", "b");
  }

  @Test
  void ten_thousand_hosts_are_rendered_once() {
    ObjectNode list = new ObjectMapper().createObjectNode();
    var hosts = list.putObject("web").putArray("hosts");
    for (int i = 0; i < 10_000; i++) {
      hosts.add("host" + i);
      list.withObjectProperty("_meta")
          .withObjectProperty("hostvars")
          .putObject("host" + i)
          .put("ansible_host", "10.1." + i / 250 + "." + i % 250);
    }
    ServedInventory served = new ServedInventory(Inventory.of(list, Instant.EPOCH));
    assertThat(served.list()).isSameAs(served.list());
    assertThat(served.compressedList().length).isLessThan(served.list().length / 4);
  }
}
