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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    return new ServedInventory(Inventory.of(Room.json(list), Instant.EPOCH), SecretNames.USUAL);
  }

  private static Mask mask(String tree) {
    Secrets secrets = new Secrets(SecretNames.USUAL);
    secrets.addNamed(Room.json(tree), Set.of());
    return Mask.of(secrets.found());
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
    JsonNode targets = served(LIST).targets(Optional.empty(), 9100, host -> true);
    assertThat(targets.findValuesAsText("inventory_hostname")).containsExactly("vault", "web1");
    assertThat(targets.get(0).path("targets").get(0).asText()).isEqualTo("[fd00::1]:9100");
    assertThat(served(LIST).targets(Optional.of("web"), 80, host -> true).toString())
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
    Mask mask = mask(LIST);
    assertThat(mask.text("login with hunter2-canary!")).isEqualTo("login with ********!");
  }

  @Test
  void a_secret_is_replaced_in_json_even_where_it_is_escaped_there() {
    Mask mask =
        mask(
            "{\"all\": {\"hosts\": {\"a\": {\"my_password\": \"qu\\\"ote\\\\d\", \"max_tokens\": 100000}}}}");
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
    ServedInventory served =
        new ServedInventory(Inventory.of(list, Instant.EPOCH), SecretNames.USUAL);
    assertThat(served.list()).isSameAs(served.list());
    assertThat(served.compressedList().length).isLessThan(served.list().length / 4);
  }

  @ParameterizedTest
  @CsvSource({
    "api_key,abc,true",
    "mysql_root_pw,abc,true",
    "snmp_community,public,true",
    "ansible_become_pass,abc,true",
    "db_password,12345678,true",
    "tls_private_key,abc,true",
    "aws_secret_access_key,abc,true",
    "ansible_ssh_private_key_file,/home/me/.ssh/id,false",
    "ansible_become_password_file,/etc/x,false",
    "passwd_file,/etc/x,false",
    "token_lifetime,30,false",
    "secret_enabled,true,false",
    "password_min_length,8,false",
    "vault_addr,https://vault,true",
    "site,paris,false",
    "monkey,abc,false",
    "door_code,1234,true"
  })
  void secrets_are_known_by_their_names_and_paths_are_none(
      String name, String value, boolean secret) {
    JsonNode node = value.matches("\\d+|true") ? Room.json(value) : Room.json("\"" + value + "\"");
    assertThat(new SecretNames(List.of("door_*")).isSecret(name, node)).isEqualTo(secret);
  }

  @Test
  void a_password_within_an_address_is_masked_there_and_in_texts() {
    String list =
        "{\"_meta\": {\"hostvars\": {\"a\": {\"db\": \"postgres://u:geheim1@db/x and amqp://v:geheim2@mq\"}}}}";
    assertThat(new String(served(list).list(), StandardCharsets.UTF_8))
        .contains("postgres://u:********@db/x and amqp://v:********@mq");
    assertThat(mask(list).text("connects by geheim1, geheim2"))
        .isEqualTo("connects by ********, ********");
  }

  @Test
  void secrets_that_overlap_are_masked_together_and_thousands_cost_no_more_than_one() {
    assertThat(Mask.of(Set.of("abcdef", "abcdefgh", "ghijkl")).text("xabcdefghijklx abcdef"))
        .isEqualTo("x********x ********");
    Set<String> many = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      many.add("secret-" + i);
    }
    assertThat(Mask.of(many).text("it is secret-19999!")).isEqualTo("it is ********!");
  }
}
