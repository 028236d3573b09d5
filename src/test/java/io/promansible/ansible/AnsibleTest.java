package io.promansible.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.Host;
import io.promansible.inventory.Inventory;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.label.Labels;
import io.promansible.play.UnsafeVars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the real Ansible. */
class AnsibleTest {
  @TempDir Path folder;

  private JsonNode list(String... sources) {
    return reader(AnsibleSettings.DEFAULTS).read(List.of(sources)).list();
  }

  private AnsibleInventory reader(AnsibleSettings settings) {
    return new AnsibleInventory(
        () -> settings, folder.resolve("playbooks"), folder.resolve("warm"));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void reads_files_with_ranges_folders_and_scripts() throws IOException {
    String ini =
        write("hosts.ini", "[web]\nfoo[3:5].example.com\nnode[01:03:2]\n[web:vars]\ncolour=blue\n");
    Path script =
        Path.of(
            write(
                "dyn.sh",
                "#!/bin/sh\necho '{\"db\": {\"hosts\": [\"db1\"]}, \"_meta\": {\"hostvars\": {\"db1\": {\"x\": 1}}}}'\n"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Inventory inventory = Inventory.of(list(ini, script.toString()), Instant.EPOCH);
    assertThat(inventory.hosts())
        .extracting(Host::name)
        .containsExactly(
            "db1", "foo3.example.com", "foo4.example.com", "foo5.example.com", "node01", "node03");
    assertThat(inventory.host("node03").orElseThrow().vars().path("colour").asText())
        .isEqualTo("blue");
    assertThat(inventory.host("node03").orElseThrow().groups()).containsExactly("web");
  }

  @Test
  void a_broken_source_is_a_fault_and_never_an_empty_inventory() throws IOException {
    String bad = write("hosts.yml", "web: [unclosed\n");
    assertThatThrownBy(() -> list(bad))
        .isInstanceOf(WorldFault.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> list(folder + "/missing.yml")).isInstanceOf(WorldFault.class);
    Path script = Path.of(write("dies.sh", "#!/bin/sh\nexit 1\n"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> list(script.toString())).isInstanceOf(WorldFault.class);
  }

  @Test
  void a_source_that_hangs_is_ended() throws IOException {
    Path script =
        Path.of(
            write(
                "hangs.sh",
                "#!/bin/sh\necho $$ > "
                    + folder
                    + "/hanging\nsleep 300 &\necho $! >> "
                    + folder
                    + "/hanging\nwait\n"));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    AnsibleSettings quick =
        new AnsibleSettings(
            Optional.empty(), Duration.ofSeconds(10), false, 9, Duration.ofHours(1));
    assertThatThrownBy(() -> reader(quick).read(List.of(script.toString())))
        .isInstanceOf(WorldFault.class)
        .hasMessageContaining("longer than");
    for (String pid : Files.readAllLines(folder.resolve("hanging"))) {
      Waiting.until("the end of " + pid, () -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
    }
  }

  @Test
  void the_installed_ansible_is_new_enough() {
    AnsibleVersion version = new AnsibleVersion(() -> AnsibleSettings.DEFAULTS);
    assertThat(version.trouble()).isPresent();
    version.detect();
    assertThat(version.trouble()).isEmpty();
    assertThat(version.version()).matches("2\\.\\d+\\.\\d+");
  }

  @Test
  void an_ansible_that_is_slow_to_answer_is_waited_for_and_not_taken_for_missing()
      throws IOException {
    Path slow = folder.resolve("ansible-playbook");
    // When it is cut off its children end first, and it ends by itself then.
    Files.writeString(
        slow,
        "#!/bin/sh\nsleep 30 & first=$!\nfor n in $(seq 100); do sleep 30 & done\nwait $first\n");
    Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwx------"));
    AnsibleSettings settings =
        new AnsibleSettings(
            Optional.of(folder), Duration.ofSeconds(2), false, 9, Duration.ofHours(1));
    AnsibleVersion version = new AnsibleVersion(() -> settings, Duration.ofSeconds(3));
    version.detect();
    assertThat(version.usable().known()).isFalse();
    assertThat(version.trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("took longer than"));
    String sleeps = Files.readString(slow);
    Files.writeString(slow, "#!/bin/sh\necho 'ansible-playbook [core 2.14.18]'\n");
    version.detect();
    assertThat(version.usable()).isEqualTo(new AnsibleVersion.Usable(true, Optional.empty()));
    Files.writeString(slow, sleeps);
    version.detect();
    assertThat(version.trouble()).as("what was good is not doubted").isEmpty();
  }

  @Test
  void a_missing_ansible_is_told() {
    AnsibleVersion version =
        new AnsibleVersion(() ->
            new AnsibleSettings(
                Optional.of(folder), Duration.ofSeconds(2), false, 9, Duration.ofHours(1)));
    version.detect();
    assertThat(version.trouble())
        .hasValueSatisfying(trouble -> assertThat(trouble).contains("installed"));
  }

  @ParameterizedTest
  @CsvSource({
    "2,14,11,false",
    "2,14,12,true",
    "2,15,6,false",
    "2,15,7,true",
    "2,16,0,false",
    "2,16,1,true",
    "2,13,99,false",
    "2,19,0,true",
    "3,0,0,true"
  })
  void versions_before_the_fix_of_unsafe_conditionals_are_refused(
      int major, int minor, int patch, boolean enough) {
    assertThat(AnsibleVersion.newEnough(major, minor, patch)).isEqualTo(enough);
  }

  @Test
  void labels_arrive_byte_for_byte_and_nothing_in_them_is_evaluated() throws IOException {
    Path canary = folder.resolve("pwned");
    String evil = "{{ lookup('pipe', 'touch %s') }}".formatted(canary);
    Labels labels =
        Labels.of(
            Map.of(
                "evil",
                evil,
                "newline",
                "a\nb \u202e \ud83d\ude00",
                "ansible_connection",
                "local",
                "__ansible_vault",
                "x",
                "__ansible_unsafe",
                "x",
                "../x",
                "y",
                "items",
                "z"));
    JsonNode vars = UnsafeVars.labels(labels);
    assertThat(vars.properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("evil", "newline", "ansible_connection", "items");
    write("vars.json", "{\"promansible\": {\"labels\": " + vars + "}}");
    String play =
        write(
            "play.yml",
            """
            - hosts: localhost
              connection: local
              gather_facts: false
              tasks:
                - ansible.builtin.copy: {content: "{{ promansible.labels['evil'] ~ promansible.labels['newline'] }}", dest: "%s/out", mode: '0600'}
                - ansible.builtin.debug: {msg: "{{ promansible.labels | to_json }}"}
                - ansible.builtin.set_fact: {again: "{{ promansible.labels['evil'] }}"}
                - ansible.builtin.debug: {msg: "{{ again }} {{ hostvars['localhost']['again'] }}"}
            """
                .formatted(folder));
    Programs.run(
        List.of("ansible-playbook", "-i", "localhost,", "-e", "@" + folder + "/vars.json", play));
    assertThat(folder.resolve("out")).hasContent(evil + "a\nb \u202e \ud83d\ude00");
    assertThat(canary).doesNotExist();
  }

  @Test
  void keys_that_mean_something_to_ansible_are_left_out_of_what_others_say() {
    JsonNode tree =
        UnsafeVars.tree(
            Room.json(
                "{\"a\": {\"__ansible_vault\": \"x\", \"__ansible_unsafe\": \"y\", \"b\": \"{{ z }}\"}}"));
    assertThat(tree.toString()).isEqualTo("{\"a\":{\"b\":{\"__ansible_unsafe\":\"{{ z }}\"}}}");
  }
}
