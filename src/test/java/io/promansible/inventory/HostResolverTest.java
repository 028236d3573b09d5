package io.promansible.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Room;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostResolverTest {
  private static final HostResolver RESOLVER =
      new HostResolver(
          Inventory.of(
              Room.json(
                  """
                  {"_meta": {"hostvars": {
                     "web1": {"ansible_host": "10.0.0.1"}, "web2": {"ansible_host": "10.0.0.2"},
                     "six": {"ansible_host": "fd00::6"}, "fd00::7": {},
                     "db1": {"promansible_aliases": ["primary", "db"], "ansible_host": "10.0.0.9"},
                     "db2": {"ansible_host": "10.0.0.9"}, "me": {"ansible_host": "127.0.0.1"},
                     "web*": {}, "x,y": {}, "twin": {}}},
                   "all": {"children": ["web", "rest", "ungrouped"]},
                   "web": {"hosts": ["web1", "web2"], "children": []},
                   "twin": {"hosts": ["twin"]},
                   "rest": {"hosts": ["six", "fd00::7", "db1", "db2", "me", "web*", "x,y", "localhost"]}}
                  """),
              Instant.EPOCH));

  @ParameterizedTest
  @CsvSource({
    "web1,web1",
    "web1:9100,web1",
    "10.0.0.2,web2",
    "10.0.0.2:9100,web2",
    "[fd00::6]:9100,six",
    "[fd00::6],six",
    "fd00::6,six",
    "fd00::7,fd00::7",
    "[fd00::7]:9100,fd00::7",
    "primary,db1",
    "primary:80,db1"
  })
  void finds_a_host_by_name_address_or_alias_with_or_without_port(String value, String host) {
    assertThat(RESOLVER.resolve(value))
        .isInstanceOfSatisfying(
            Resolution.Found.class, found -> assertThat(found.host().name()).isEqualTo(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "all",
        "all:9100",
        "ungrouped",
        "*",
        "web*",
        "web",
        "twin",
        "[",
        "]",
        "~",
        "~.*",
        "!web1",
        "web1:web2",
        "web1,db1",
        "x,y",
        "web1 db1",
        "web[0:1]",
        "web?",
        "&db",
        "@/etc/passwd",
        "localhost",
        "localhost:9100",
        "127.0.0.1",
        "127.0.0.1:9100",
        "::1",
        "[::1]:9100",
        "WEB1",
        "wеb1",
        "web1\n",
        "web1\nall",
        "-e",
        "--limit=all",
        "$(id)",
        "`id`",
        "{{ 7*7 }}",
        "../web1",
        "10.0.0.9",
        "web1:99999999",
        "web1:9100:9100",
        "nobody"
      })
  void never_takes_a_pattern_a_group_the_controller_or_an_ambiguous_name(String value) {
    assertThat(RESOLVER.resolve(value))
        .isInstanceOfSatisfying(
            Resolution.Unknown.class, unknown -> assertThat(unknown.why()).isNotBlank());
  }
}
