package io.promansible.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.promansible.kit.Room;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that are near, and how far a handler may say that they are the same. */
class HostFromTest {
  private static final HostResolver RESOLVER =
      new HostResolver(
          Inventory.of(
              Room.json(
                  """
                  {"_meta": {"hostvars": {"six": {"ansible_host": "fd00::6"}}},
                   "web": {"hosts": ["web1", "db1.example.com", "twin.a.org", "twin.b.org", "Mixed", "MIXED.x", "six"]},
                   "group": {"hosts": []}}
                  """),
              Instant.EPOCH));

  private static String resolved(HostFrom from, String value) {
    return switch (RESOLVER.resolve(from, value)) {
      case Resolution.Found(var host) -> host.name();
      case Resolution.Unknown(var why) -> "unknown: " + why;
    };
  }

  private static HostFrom from(boolean lowercase, HostFrom.Domain domain) {
    return new HostFrom("instance", Optional.empty(), lowercase, domain);
  }

  @ParameterizedTest
  @CsvSource({
    "http://web1/,web1",
    "https://web1:8443/health?x=1#y,web1",
    "https://db1.example.com/a/b,db1.example.com",
    "web1.,web1",
    "web1.:9100,web1",
    "tcp://[fd00::6]:443,six",
    "https://me:secret@web1/,web1"
  })
  void schemes_ports_paths_and_a_dot_at_the_end_are_no_part_of_a_name(String value, String host) {
    assertThat(resolved(HostFrom.DEFAULTS, value)).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "WEB1:9100,nearest: web1 (host_from: {lowercase: true}",
    "web1.example.com,nearest: web1 (host_from: {domain: drop}",
    "https://db1/health,nearest: db1.example.com (host_from: {domain: add}",
    "wep1,nearest: web1",
    "twin,'nearest: twin.a.org, twin.b.org'"
  })
  void a_near_name_is_a_hint_and_never_taken(String value, String hint) {
    assertThat(resolved(HostFrom.DEFAULTS, value)).startsWith("unknown: ").contains(hint);
  }

  @ParameterizedTest
  @CsvSource({
    "true,KEEP,WEB1:9100,web1",
    "true,KEEP,DB1.Example.COM,db1.example.com",
    "false,DROP,web1.example.com:9100,web1",
    "true,DROP,WEB1.example.com,web1",
    "false,ADD,db1,db1.example.com",
    "true,ADD,DB1,db1.example.com"
  })
  void what_the_setting_says_is_the_same_is(
      boolean lowercase, HostFrom.Domain domain, String value, String host) {
    assertThat(resolved(from(lowercase, domain), value)).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "false,ADD,twin",
    "true,ADD,twin",
    "false,DROP,10.0.0.1",
    "true,DROP,localhost",
    "true,KEEP,LOCALHOST",
    "false,DROP,localhost.localdomain",
    "true,DROP,group.x",
    "true,ADD,*",
    "true,ADD,web[1]",
    "true,DROP,all.x",
    "false,KEEP,https://localhost/",
    "false,KEEP,https://all/",
    "false,KEEP,https:///web1"
  })
  void what_is_not_exactly_one_host_stays_unknown(
      boolean lowercase, HostFrom.Domain domain, String value) {
    assertThat(resolved(from(lowercase, domain), value)).startsWith("unknown: ");
  }

  @Test
  void a_pattern_takes_the_name_out_of_the_label() {
    HostFrom from =
        new HostFrom(
            "node", Optional.of(Pattern.compile("ip-(.+)-eth0")), false, HostFrom.Domain.KEEP);
    assertThat(resolved(from, "ip-web1-eth0")).isEqualTo("web1");
    assertThat(resolved(from, "web1")).startsWith("unknown: ").contains("host_from.pattern");
  }
}
