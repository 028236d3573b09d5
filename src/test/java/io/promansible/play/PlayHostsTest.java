package io.promansible.play;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What ansible-playbook prints of the hosts of plays. */
class PlayHostsTest {
  @Test
  void the_hosts_of_all_plays_are_found() {
    String out =
        """

        playbook: site.yml

          play #1 (web): Deploy	TAGS: []
            pattern: ['web']
            hosts (2):
              web1
              web2

          play #2 (none): Nothing	TAGS: []
            pattern: ['none']
            hosts (0):

          play #3 (db): More	TAGS: []
            pattern: ['db']
            hosts (1):
              db1
        """;
    assertThat(PlayHosts.hosts(out)).containsExactly("db1", "web1", "web2");
    assertThat(PlayHosts.hosts("")).isEmpty();
  }
}
