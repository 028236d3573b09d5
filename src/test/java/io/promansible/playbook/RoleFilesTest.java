package io.promansible.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.promansible.fault.Finding;
import io.promansible.kit.Room;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleFilesTest {
  private static final String SPEC =
      """
      argument_specs:
        main:
          options:
            disk_mountpoint: {type: path, required: true}
            disk_days: {type: int, default: 7}
            disk_how: {type: str, choices: [soft, hard], default: soft}
      """;

  @TempDir Path folder;

  private Role role(String file, String text) {
    new Room(folder)
        .role("disk", "[]")
        .write("playbooks/alert/roles/disk/meta/argument_specs.yml", SPEC)
        .write("playbooks/alert/roles/disk/defaults/main.yml", "{disk_days: 7, disk_how: soft}")
        .write("playbooks/alert/roles/disk/" + file, text);
    return new RoleCatalog(folder.resolve("playbooks")).find(Kind.ALERT, "disk").orElseThrow();
  }

  @Test
  void what_is_ours_is_read() {
    Role role =
        role(
            "meta/promansible.yml",
            """
            alerts: [DiskFull, DiskFuller]
            class: safe
            timeout: 3m
            serial: 2
            verify: {within: 7m}
            labels:
              disk_mountpoint: {label: mountpoint, pattern: '/.*'}
            requires: {ansible: "2.14", collections: [community.general], programs: [df]}
            """);
    assertThat(role.faults()).isEmpty();
    assertThat(role.remarks()).isEmpty();
    assertThat(role.meta().alerts()).containsExactly("DiskFull", "DiskFuller");
    assertThat(role.meta().risk()).contains(Risk.SAFE);
    assertThat(role.meta().timeout()).contains(Duration.ofMinutes(3));
    assertThat(role.meta().within()).contains(Duration.ofMinutes(7));
    assertThat(role.meta().hold()).isEmpty();
    assertThat(role.meta().serial()).isEqualTo(2);
    assertThat(role.meta().labels())
        .hasEntrySatisfying("disk_mountpoint", s -> assertThat(s.label()).isEqualTo("mountpoint"));
    assertThat(role.meta().requires().collections()).containsExactly("community.general");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          meta/promansible.yml     | "class: harmless"                            | disk/meta/promansible.yml:1: 'class' is wrong: 'harmless' is not safe or disruptive
          meta/promansible.yml     | "alert: [A]"                                 | disk/meta/promansible.yml:1: unknown key 'alert'; did you mean 'alerts'?
          meta/promansible.yml     | "labels: {disk_mount: {label: m}}"           | disk/meta/promansible.yml:1: 'labels.disk_mount' is no parameter of meta/argument_specs.yml; declare it there
          meta/promansible.yml     | "labels: {disk_days: {pattern: x}}"          | disk/meta/promansible.yml:1: 'labels.disk_days.label' is missing; it must be given
          meta/promansible.yml     | "labels: {disk_days: {label: d, pattern: '('}}" | disk/meta/promansible.yml:1: 'labels.disk_days.pattern' is wrong
          meta/promansible.yml     | "timeout: soon"                              | disk/meta/promansible.yml:1: 'timeout' is wrong
          meta/promansible.yml     | "requires: {collections: [general]}"         | disk/meta/promansible.yml:1: 'requires.collections' has 'general'; write namespace.name
          meta/promansible.yml     | "a: ["                                       | disk/meta/promansible.yml:1: not YAML
          meta/argument_specs.yml  | "a: ["                                       | disk/meta/argument_specs.yml:1: not YAML
          meta/argument_specs.yml  | "argument_specs: {main: {options: {a: {type: integer}}}}" | options.a: type 'integer' is not one of str, int
          meta/argument_specs.yml  | "argument_specs: {main: {options: {a: {type: int, default: x}}}}" | options.a: its default must be of type int; 'x' is not
          meta/argument_specs.yml  | "argument_specs: {main: {options: {a: {choices: [b], default: x}}}}" | options.a: its default must be one of b; 'x' is not
          defaults/main.yml        | "{disk_days: many, disk_how: soft}"          | disk/defaults/main.yml: disk_days must be of type int; 'many' is not
          """)
  void a_role_that_must_not_run_says_where_and_why(String file, String text, String fault) {
    assertThat(role(file, text).faults())
        .extracting(Finding::toString)
        .anySatisfy(finding -> assertThat(finding).contains(fault));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {disk_days: 8, disk_how: soft}                        | disk_days is 8 there, but 7 in meta/argument_specs.yml; make them agree
          {disk_how: soft}                                      | disk_days is missing there, but 7
          {disk_days: 7, disk_how: soft, disk_mountpoint: /tmp} | disk_mountpoint is required, yet has a default
          """)
  void defaults_that_disagree_are_remarked(String defaults, String remark) {
    Role role = role("defaults/main.yml", defaults);
    assertThat(role.faults()).isEmpty();
    assertThat(role.remarks()).singleElement().asString().contains(remark);
  }

  @Test
  void what_ansible_takes_is_no_fault() {
    Role role =
        role(
            "meta/argument_specs.yml",
            """
            argument_specs:
              main:
                options:
                  disk_json: {type: json, default: null}
                  disk_flag: {type: bool, choices: [true, false], default: yes}
                  disk_days: {type: int, required: true}
                  disk_how: {type: str, default: soft}
            """);
    assertThat(role.faults()).isEmpty();
    assertThat(role.argument("disk_days").orElseThrow().provided()).isTrue();
    assertThat(role("meta/argument_specs.yml", "argument_specs: {other: {}}").described())
        .isFalse();
  }

  @Test
  void the_other_ending_and_the_other_place_are_read_too() throws java.io.IOException {
    Room room = new Room(folder);
    room.role("disk", "[]")
        .write("playbooks/alert/roles/disk/meta/main.yaml", SPEC)
        .write("playbooks/alert/roles/disk/vars/main.yaml", "disk_mountpoint: /data");
    Role role = new RoleCatalog(folder.resolve("playbooks")).find(Kind.ALERT, "disk").orElseThrow();
    assertThat(role.described()).isTrue();
    assertThat(role.argument("disk_mountpoint").orElseThrow().provided()).isTrue();
  }

  @Test
  void a_vaulted_default_is_no_fault() {
    Role role =
        role(
            "defaults/main.yml",
            "disk_days: 7\ndisk_how: soft\nsecret: !vault |\n  $ANSIBLE_VAULT;1.1\n");
    assertThat(role.faults()).isEmpty();
    assertThat(role.remarks()).isEmpty();
  }

  @Test
  void a_role_without_a_spec_may_run_and_is_remarked() {
    new Room(folder);
    Role role = new RoleCatalog(folder.resolve("playbooks")).find(Kind.ALERT, "note").orElseThrow();
    assertThat(role.faults()).isEmpty();
    assertThat(role.remarks()).singleElement().asString().contains("note/meta/argument_specs.yml");
  }

  @ParameterizedTest
  @CsvSource({
    "int, 5, true",
    "int, five, false",
    "int, 5.5, false",
    "float, 0.5, true",
    "float, NaN, false",
    "bool, yes, true",
    "bool, maybe, false",
    "str, anything, true",
    "path, /x, true",
    "list, 'a,b', true",
    "dict, a=b, true",
    "dict, a, false",
    "bytes, 10M, true",
    "bytes, much, false",
    "int, '{{ x }}', true"
  })
  void values_are_checked_as_ansible_does(String type, String value, boolean good) {
    Argument argument =
        new Argument(
            "a",
            ArgumentType.of(type).orElseThrow(),
            false,
            MissingNode.getInstance(),
            List.of(),
            false,
            false,
            "",
            NestedOptions.ANY);
    assertThat(argument.complaint(new ObjectMapper().valueToTree(value)).isEmpty()).isEqualTo(good);
  }

  @Test
  void a_secret_is_not_told_in_a_complaint() {
    Argument argument =
        new Argument(
            "a",
            ArgumentType.INT,
            false,
            MissingNode.getInstance(),
            List.of(),
            false,
            true,
            "",
            NestedOptions.ANY);
    assertThat(argument.complaint(new ObjectMapper().valueToTree("hunter2")).orElseThrow())
        .doesNotContain("hunter2");
  }

  @Test
  void a_file_that_leads_out_of_the_roles_is_not_read() throws java.io.IOException {
    Path secret = java.nio.file.Files.writeString(folder.resolve("token"), "s3cret");
    role("meta/promansible.yml", "class: safe");
    Path readme = folder.resolve("playbooks/alert/roles/disk/README.md");
    java.nio.file.Files.createSymbolicLink(readme, secret);
    Role role = new RoleCatalog(folder.resolve("playbooks")).find(Kind.ALERT, "disk").orElseThrow();
    assertThat(role.readme()).isEmpty();
    assertThat(role.faults()).extracting(Finding::what).first().asString().contains("out of");
  }

  @ParameterizedTest
  @CsvSource({
    "'- {ansible.builtin.command: id, run_once: true}', true",
    "'- ansible.builtin.command: id\n  run_once: yes', true",
    "'- ansible.builtin.command: id\n  run_once: \"{{ x }}\"', true",
    "'- ansible.builtin.command: id\n  run_once: false', false",
    "'- ansible.builtin.command: id # not run_once: true', false"
  })
  void a_task_that_runs_once_for_all_is_known(String tasks, boolean once) {
    Role role = role("tasks/more.yml", tasks.replace("\\n", "\n"));
    assertThat(role.tasks().runOnce()).isEqualTo(once);
  }

  @Test
  void its_tasks_are_counted_with_those_of_the_files_that_it_includes() {
    role("tasks/more.yml", "- ansible.builtin.ping:\n- ansible.builtin.include_tasks: main.yml\n");
    role("tasks/other.yml", "- ansible.builtin.ping:\n");
    Role role =
        role(
            "tasks/main.yml",
            """
            - block: [{ansible.builtin.ping: }, {ansible.builtin.ping: }]
              rescue: [{ansible.builtin.ping: }]
              always: [{block: [{ansible.builtin.ping: }]}]
            - ansible.builtin.import_tasks: more.yml
            - ansible.builtin.include_tasks: {file: "{{ ansible_os_family }}.yml"}
            - include_tasks: {file: ../../elsewhere.yml}
            - ansible.builtin.debug: {msg: "{{ item }}"}
              loop: [1, 2, 3]
            """);
    // Four in blocks, one in more.yml, one that nobody knows before it runs, and the loop.
    assertThat(role.tasks().count()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{ansible.builtin.command: id}; true",
        "{ansible.builtin.wait_for: {port: 22, timeout: 5}}; true",
        "{ansible.builtin.include_tasks: more.yml}; true",
        "{ansible.builtin.command: id, delegate_to: localhost}; false",
        "{ansible.builtin.command: id, timeout: 5}; false",
        "{ansible.builtin.command: id, async: 5}; false",
        "{ansible.builtin.command: id, become: true, become_method: su}; false",
        "{ansible.builtin.command: id, vars: {ansible_connection: local}}; false",
        "{block: [{ansible.builtin.raw: id}]}; false",
        "{block: [{ansible.builtin.ping: }], rescue: [{raw: id}]}; false",
        "{ansible.builtin.meta: reset_connection}; false",
        "{ansible.builtin.include_role: {name: other}}; false",
        "{ansible.builtin.include_tasks: '{{ ansible_system }}.yml'}; false",
        "{ansible.builtin.command: [}; false"
      })
  void mitogen_runs_only_what_it_runs_as_ansible_does(String task, boolean accelerable) {
    assertThat(role("tasks/main.yml", "- " + task + "\n").tasks().accelerable())
        .isEqualTo(accelerable);
    assertThat(role("handlers/main.yml", "- " + task + "\n").tasks().accelerable())
        .isEqualTo(accelerable);
  }

  @ParameterizedTest
  @CsvSource({"'{}', true", "'accelerate: false', false"})
  void a_role_may_say_that_mitogen_must_not_run_it(String meta, boolean accelerate) {
    assertThat(role("meta/promansible.yml", meta).meta().accelerate()).isEqualTo(accelerate);
  }
}
