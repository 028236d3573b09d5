package io.promansible.warm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.Mitogen;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import io.promansible.process.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is forked ends as what is started plainly does, with the real Ansible. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarmAnsibleTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Plays plays;
  private Path folder;
  private static final AnsibleSettings SETTINGS = AnsibleSettings.DEFAULTS;

  private WarmAnsible warm;
  private Mitogen mitogen;
  private Path roles;
  private Path plugins;

  @BeforeAll
  void open(@TempDir Path given) throws IOException {
    folder = given;
    roles = folder.resolve("roles");
    write("roles/one/tasks/main.yml", "- ansible.builtin.debug: {msg: one}\n");
    write(
        "roles/notifies/tasks/main.yml",
        "- ansible.builtin.command: {argv: ['true']}\n  changed_when: true\n  notify: told\n");
    write(
        "roles/notifies/handlers/main.yml",
        "- {name: told, ansible.builtin.debug: {msg: handled}}\n");
    write(
        "roles/specified/meta/argument_specs.yml",
        "argument_specs: {main: {options: {specified_n: {type: int, required: true}}}}\n");
    write("roles/specified/tasks/main.yml", "- ansible.builtin.debug: {var: specified_n}\n");
    write("included.yml", "- ansible.builtin.debug: {msg: included}\n");
    Files.copy(Path.of("playbooks/ansible.cfg"), folder.resolve("ansible.cfg"));
    plugins = CallbackPlugin.install(folder.resolve("data"));
    mitogen = new Mitogen();
    warm = new WarmAnsible(folder.resolve("data"), mitogen);
    warm.probe(command("probe", false), () -> SETTINGS);
    assertThat(warm.trouble()).isEmpty();
    assertThat(mitogen.forPlay(SETTINGS, Mitogen.TASKS_MIN)).isEmpty();
    warm.accelerate(command("probe", false), SETTINGS);
    plays = new Plays(folder, roles, plugins);
    assertThat(mitogen.trouble()).isEmpty();
  }

  @AfterAll
  void close() {
    warm.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private PlayCommand command(String id, boolean check) {
    return new PlayCommand(id, folder, List.of(roles), plugins, Plays.FORKS, check);
  }

  /** A way to start plays that has them run by Mitogen, as if each had many tasks. */
  private PlayStart accelerated() {
    assertThat(mitogen.forPlay(SETTINGS, Mitogen.TASKS_MIN)).isPresent();
    return (run, plain, ansible) ->
        warm.start(
            run,
            new PlayCommand(
                plain.runId(),
                plain.playbooks(),
                plain.rolePaths(),
                plain.collectionPaths(),
                plain.plugins(),
                plain.forks(),
                plain.check(),
                plain.facts(),
                plain.inventory(),
                plain.own(),
                Mitogen.TASKS_MIN),
            ansible);
  }

  private Plays.Came play(PlayStart start, String playbook, boolean check) {
    return plays.play(start, playbook, check, Plays.FORKS);
  }

  /** All of them by bin/test --long; else every third one. */
  static Stream<String> kinds() {
    List<String> all = KindsOfPlay.all().toList();
    return IntStream.range(0, all.size())
        .filter(n -> Boolean.getBoolean("promansible.long") || n % 3 == 0)
        .mapToObj(all::get);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void all_ways_end_alike(String playbook) {
    var plain = CompletableFuture.supplyAsync(() -> play(PlayProcess::start, playbook, false));
    assertThat(play(warm, playbook, false)).as("forked").isEqualTo(plain.join());
    assertThat(plays.play(accelerated(), playbook, false, Plays.FORKS).withoutReasons())
        .as("run by Mitogen")
        .isEqualTo(plain.join().withoutReasons());
  }

  @ParameterizedTest
  @MethodSource("io.promansible.warm.KindsOfPlay#onSeveralHosts")
  void hosts_that_share_a_process_end_alike(String playbook) {
    var plain = CompletableFuture.supplyAsync(() -> play(PlayProcess::start, playbook, false));
    for (int forks : List.of(1, 2)) {
      assertThat(plays.play(warm, playbook, false, forks))
          .as("forked, %d forks", forks)
          .isEqualTo(plain.join());
      assertThat(plays.play(accelerated(), playbook, false, forks).withoutReasons())
          .as("run by Mitogen, %d forks", forks)
          .isEqualTo(plain.join().withoutReasons());
    }
  }

  @Test
  void check_mode_too() {
    String playbook =
        "- hosts: a\n  gather_facts: false\n  tasks: [{ansible.builtin.command: {argv: ['true']}}, {ansible.builtin.copy: {content: x, dest: /tmp/promansible-never}}]\n";
    assertThat(play(warm, playbook, true)).isEqualTo(play(PlayProcess::start, playbook, true));
    assertThat(Path.of("/tmp/promansible-never")).doesNotExist();
  }

  @Test
  void what_is_edited_between_two_plays_is_seen_in_modules_too() throws IOException {
    String playbook = "- hosts: a\n  gather_facts: false\n  roles: [brings]\n";
    for (String version : List.of("first", "second")) {
      write(
          "roles/brings/library/brought.py",
          "#!/usr/bin/python3\nfrom ansible.module_utils.basic import AnsibleModule\nAnsibleModule({}).exit_json(msg='"
              + version
              + "')\n");
      write("roles/brings/tasks/main.yml", "- {name: " + version + ", brought: {}}\n");
      assertThat(play(warm, playbook, false).events())
          .contains("ok a brings : " + version + " " + version);
    }
  }

  @Test
  void a_changed_configuration_is_read() throws IOException {
    String playbook =
        "- hosts: a\n  gather_facts: false\n  tasks: [{ansible.builtin.debug: {msg: \"{{ lookup('config', 'DEFAULT_FORKS') }} {{ lookup('config', 'DEFAULT_TIMEOUT') }}\"}}]\n";
    Path config = folder.resolve("ansible.cfg");
    String before = Files.readString(config);
    try {
      assertThat(play(warm, playbook, false).events()).anyMatch(e -> e.endsWith(" 10"));
      Files.writeString(config, before.replace("timeout = 10", "timeout = 11"));
      assertThat(play(warm, playbook, false).events()).anyMatch(e -> e.endsWith(" 11"));
    } finally {
      Files.writeString(config, before);
    }
  }

  @Test
  void of_two_that_are_forked_for_one_run_only_one_goes_on() {
    String id = UUID.randomUUID().toString();
    RunFolder run = new RunFolder(folder.resolve("runs").resolve(id));
    Path ledger = folder.resolve("ledger");
    run.prepare(
        "- hosts: a\n  gather_facts: false\n  tasks: [{ansible.builtin.shell: {cmd: 'echo x >> "
            + ledger
            + "; sleep 1'}}]\n",
        JsonNodeFactory.instance.objectNode(),
        new PlayInventory.Own(
            Room.json("{\"all\": {\"hosts\": {\"a\": {\"ansible_connection\": \"local\"}}}}")),
        Set.of("a"));
    PlayProcess first = warm.start(run, command(id, false), SETTINGS);
    PlayProcess second = warm.start(run, command(id, false), SETTINGS);
    assertThat(second.pid()).isEqualTo(first.pid());
    Waiting.until("the end of the play", () -> second.endedWithin(Duration.ofMillis(20)));
    assertThat(ledger).hasContent("x");
    assertThat(run.exitCode()).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_ended_play_leaves_no_process_of_its_own(boolean byMitogen) {
    String id = UUID.randomUUID().toString();
    RunFolder run = new RunFolder(folder.resolve("runs").resolve(id));
    run.prepare(
        "- hosts: a,b\n  gather_facts: false\n  tasks: [{ansible.builtin.command: {argv: [sleep, '77']}}]\n",
        JsonNodeFactory.instance.objectNode(),
        new PlayInventory.Own(
            JSON.createObjectNode()
                .set(
                    "all",
                    JSON.createObjectNode()
                        .set(
                            "hosts",
                            JSON.createObjectNode()
                                .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                                    "a", JSON.createObjectNode().put("ansible_connection", "local"))
                                .set(
                                    "b",
                                    JSON.createObjectNode().put("ansible_connection", "local"))))),
        Set.of("a", "b"));
    PlayStart start = byMitogen ? accelerated() : warm;
    PlayProcess process = start.start(run, command(id, false), SETTINGS);
    Waiting.until(
        "its children",
        () -> ProcessGroup.marked(PlayCommand.MARKER + "=" + id, process.pid()).size() > 4);
    process.end(Duration.ofMillis(300));
    Waiting.until(
        "nothing that is left",
        () -> ProcessGroup.marked(PlayCommand.MARKER + "=" + id, process.pid()).isEmpty());
    assertThat(warm.trouble()).isEmpty();
  }
}
