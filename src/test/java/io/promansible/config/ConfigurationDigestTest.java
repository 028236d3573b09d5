package io.promansible.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDigestTest {
  private static String digest(String yaml, String folder) {
    return ConfigurationDigest.of(yaml, Path.of(folder));
  }

  @Test
  void what_belongs_to_a_machine_makes_no_difference() {
    String one = "node: a\nlisten: 127.0.0.1:1\nruns: {concurrent: 4}\nhandlers: [{name: h}]\n";
    String two = "node: b\nlisten: 10.0.0.1:2\nruns: {concurrent: 16}\nhandlers: [{name: h}]\n";
    assertThat(digest(one, "/srv/a")).isEqualTo(digest(two, "/srv/b"));
    assertThat(digest("inventory: {sources: [/srv/a/hosts.yml]}\n", "/srv/a"))
        .isEqualTo(digest("inventory: {sources: [/srv/b/hosts.yml]}\n", "/srv/b"));
  }

  @Test
  void what_decides_what_is_done_makes_one() {
    assertThat(digest("handlers: [{name: h}]\n", "/srv"))
        .isNotEqualTo(digest("handlers: [{name: other}]\n", "/srv"));
    assertThat(digest("routines: []\n", "/srv"))
        .isNotEqualTo(digest("routines: [{name: r}]\n", "/srv"));
  }
}
