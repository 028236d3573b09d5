package io.promansible.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.fault.InputFault;
import io.promansible.inventory.Inventory;
import io.promansible.kit.Room;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of hosts, by the real Ansible. */
class HostPatternTest {
  @TempDir Path folder;

  private static Inventory inventory(String more) {
    return Inventory.of(
        Room.json(
            """
            {"_meta": {"hostvars": {}}, "web": {"hosts": ["web1", "web2"%s]},
             "db": {"hosts": ["db1"]}, "empty": {"hosts": []}}\
            """
                .formatted(more)),
        Instant.EPOCH);
  }

  private java.util.Set<String> hosts(String pattern, Inventory inventory) {
    return new HostPattern(folder).hosts(pattern, inventory, AnsibleSettings.DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web [old]", "a[", "a]", "web*", "a,b", "web1:22", "-x", "!db", "a b", "~w", "@f"})
  void a_host_whose_name_is_a_pattern_is_left_out_and_turns_no_exclusion_round(String odd) {
    Inventory inventory = inventory(", \"" + odd + "\"");
    assertThat(inventory.unusable()).containsOnlyKeys(odd);
    assertThat(inventory.names()).containsExactlyInAnyOrder("web1", "web2", "db1");
    assertThat(inventory.whole().toString()).doesNotContain(odd);
    assertThat(hosts("all:!db", inventory)).containsExactly("web1", "web2");
  }

  @Test
  void usual_names_and_addresses_are_used() {
    Inventory inventory =
        inventory(", \"fd00::6\", \"192.0.2.4\", \"a-b.example.com\", \"a_b\", \"A/1\"");
    assertThat(inventory.unusable()).isEmpty();
    assertThat(hosts("all:!db", inventory)).hasSize(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all:!dbb",
        "web:&stage",
        "web,dbb",
        "all:!production-databases-of-the-east",
        "web[0]:dbb[1]",
        "all:!dbb[0]"
      })
  void a_name_in_a_pattern_that_is_no_host_or_group_is_refused(String pattern) {
    assertThatThrownBy(() -> hosts(pattern, inventory("")))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("is no host or group of the inventory");
  }

  @Test
  void an_empty_group_and_a_wildcard_may_mean_none() {
    assertThat(hosts("all:!empty:!retired*:!db[0]:!~w.*9", inventory("")))
        .containsExactly("web1", "web2");
  }
}
