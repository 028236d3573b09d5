package io.promansible.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.config.Configuration;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.inventory.Inventory;
import io.promansible.kit.Room;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What check-config and the doctor find out by looking at the world, with the real Ansible. */
class ExaminationTest {
  @TempDir Path folder;

  private Examination.Found found(Room room, String hosts) {
    Configuration configuration = Configuration.read(room.file("promansible.yml"), Map.of());
    return Examination.of(
        configuration,
        Optional.of(Inventory.of(Room.json(hosts), Instant.EPOCH)),
        folder.resolve("scratch"));
  }

  private static final String HOSTS =
      "{\"web\": {\"hosts\": [\"web1\", \"web2\"]}, \"_meta\": {\"hostvars\": {\"web1\": {\"needy_half\": 1}}}}";

  private static List<String> texts(List<Finding> findings) {
    return findings.stream().map(Finding::toString).toList();
  }

  @Test
  void what_would_fail_or_do_nothing_is_named() {
    Room room = new Room(folder);
    room.role("broken", "- not: [yaml\n");
    room.role("needy", "[]");
    room.write(
        "playbooks/alert/roles/needy/meta/argument_specs.yml",
        "argument_specs: {main: {options: {needy_all: {type: str, required: true}, needy_half: {type: str, required: true}}}}");
    room.write("playbooks/routine/roles/lacks/tasks/main.yml", "[]");
    room.write(
        "playbooks/routine/roles/lacks/meta/argument_specs.yml",
        "argument_specs: {main: {options: {lacks_it: {type: str, required: true}}}}");
    room.write("playbooks/alert/roles/with dash/tasks/main.yml", "[]");
    room.configure(
        """
        handlers:
          - {name: auto, matchers: ['a=b'], roles: [needy], mode: auto}
          - {name: watch, matchers: ['a=b'], roles: [needy, broken]}
        routines:
          - {name: nowhere, cron: '@daily', hosts: wob, roles: [note]}
          - {name: part, cron: '@daily', hosts: 'web:!web1', roles: [note]}
          - {name: lacking, cron: '@daily', hosts: web, roles: [lacks]}
        freeze:
          - {name: typo, cron: '@daily', handlers: [autoo]}
          - {name: good, cron: '@daily', handlers: ['wat.*', nowhere]}
        """);
    Examination.Found found = found(room, HOSTS);
    assertThat(texts(found.faults()))
        .hasSize(5)
        .anyMatch(line -> line.startsWith("role broken: ") && line.contains("tasks/main.yml"))
        .anyMatch(line -> line.startsWith("handler auto: role needy needs needy_all"))
        .anyMatch(line ->
            line.startsWith("routine nowhere: hosts 'wob'") && line.contains("did you mean 'web'"))
        .anyMatch(line -> line.startsWith("routine lacking: vars.lacks_it"))
        .anyMatch(line ->
            line.startsWith("freeze typo: 'autoo'") && line.contains("did you mean 'auto'"));
    assertThat(texts(found.remarks()))
        .anyMatch(line -> line.contains("with dash"))
        .anyMatch(line ->
            line.contains("handler auto: role needy needs needy_half")
                && line.contains("1 of 2 hosts"))
        .anyMatch(line -> line.startsWith("handler watch: role needy needs needy_all"));
  }

  @Test
  void a_template_that_ansible_does_not_take_is_a_fault_of_its_own() {
    Room room = new Room(folder);
    String template =
        "- hosts: '{{ myhost }}'\n  vars_files: [beside.yml]\n  pre_tasks: [{ansible.builtin.import_tasks: more.yml}]\n  roles: ['{{ myrole }}']\n";
    room.write("playbooks/alert/alerthandler.yml", template);
    room.configure("handlers: [{name: a, matchers: ['a=b'], roles: [note]}]\n");
    assertThatThrownBy(() -> found(room, HOSTS))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("vars_files names 'beside.yml', which is not there");
    room.write("playbooks/alert/beside.yml", "x: 1\n");
    assertThat(texts(found(room, HOSTS).faults()))
        .singleElement()
        .asString()
        .contains("alerthandler.yml: ", "more.yml");
    room.write("playbooks/alert/more.yml", "- ansible.builtin.debug: {var: x}\n");
    assertThat(found(room, HOSTS).faults()).isEmpty();
  }

  @Test
  void a_good_configuration_has_no_fault() {
    Room room = new Room(folder);
    room.configure(
        "handlers: [{name: a, matchers: ['a=b'], roles: [note]}]\nroutines: [{name: r, cron: '@daily', hosts: all, roles: [count]}]\n");
    assertThat(found(room, HOSTS).faults()).isEmpty();
  }

  @Test
  void a_grant_that_ends_at_nothing_is_named() {
    Room room = new Room(folder);
    room.configure(
        """
        access:
          grants:
            - {group: g, role: operator, hosts: [web, wob], handlers: ['kno.*', 'no-.*'], roles: [note, nothing]}
            - {user: u, role: viewer, hosts: web1}
        handlers: [{name: known, matchers: ['a=b'], roles: [note]}]
        """);
    assertThat(texts(found(room, HOSTS).faults()))
        .containsExactlyInAnyOrder(
            "access.grants[0].hosts: 'wob' is no host or group of the inventory; did you mean 'web'?",
            "access.grants[0].handlers: 'no-.*' matches no handler",
            "access.grants[0].roles: 'nothing' matches no role");
  }
}
