package io.promansible.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.Mitogen;
import io.promansible.kit.Waiting;
import io.promansible.play.Ending;
import io.promansible.play.EventsFile;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.RunFolder;
import io.promansible.run.Outcome;
import io.promansible.run.RunResult;
import io.promansible.warm.WarmAnsible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the real Ansible leaves behind in each case, and what we call it. The hosts of each run are
 * a and b.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutcomeMatrixTest {
  private Path folder;
  private Path plugins;
  private WarmAnsible warm;

  @BeforeAll
  void open(@TempDir Path given) throws IOException {
    folder = given;
    Files.copy(Path.of("playbooks/ansible.cfg"), folder.resolve("ansible.cfg"));
    plugins = CallbackPlugin.install(folder.resolve("data"));
    warm = new WarmAnsible(folder.resolve("data"), new Mitogen());
    warm.probe(command("probe"), () -> AnsibleSettings.DEFAULTS);
  }

  @AfterAll
  void close() {
    warm.close();
  }

  private PlayCommand command(String id) {
    return new PlayCommand(id, folder, List.of(folder.resolve("roles")), plugins, 5, false);
  }

  static Stream<Arguments> cases() {
    String play = "- hosts: a,b\n  gather_facts: false\n  tasks: ";
    String onA = ", when: inventory_hostname == 'a'";
    return Stream.of(
        arguments("ok", play + "[{ansible.builtin.debug: {msg: x}}]", Outcome.SUCCEEDED),
        arguments(
            "check",
            "- hosts: a,b\n  gather_facts: false\n  check_mode: true\n  tasks: [{ansible.builtin.command: {argv: ['false']}}]",
            Outcome.SUCCEEDED),
        arguments(
            "all skipped", play + "[{ansible.builtin.fail: {}, when: false}]", Outcome.SUCCEEDED),
        arguments(
            "free",
            "- hosts: a,b\n  gather_facts: false\n  strategy: free\n  tasks: [{ansible.builtin.debug: {msg: x}}]",
            Outcome.SUCCEEDED),
        arguments(
            "failed on one", play + "[{ansible.builtin.fail: {}" + onA + "}]", Outcome.FAILED),
        arguments(
            "unreachable one",
            play
                + "[{ansible.builtin.ping: {}, vars: {ansible_connection: ssh, ansible_port: 1, ansible_host: 127.0.0.1}"
                + onA
                + "}]",
            Outcome.UNREACHABLE),
        arguments(
            "failed and unreachable",
            play
                + "[{ansible.builtin.fail: {}, when: inventory_hostname == 'b'}, {ansible.builtin.ping: {}, vars: {ansible_connection: ssh, ansible_port: 1, ansible_host: 127.0.0.1}}]",
            Outcome.FAILED),
        arguments(
            "rescued",
            play
                + "\n    - block: [{ansible.builtin.fail: {}}]\n      rescue: [{ansible.builtin.debug: {msg: x}}]",
            Outcome.SUCCEEDED),
        arguments(
            "ignored",
            play + "[{ansible.builtin.fail: {}, ignore_errors: true}]",
            Outcome.SUCCEEDED),
        arguments(
            "unreachable ignored",
            play
                + "[{ansible.builtin.ping: {}, ignore_unreachable: true, vars: {ansible_connection: ssh, ansible_port: 1, ansible_host: 127.0.0.1}}, {ansible.builtin.debug: {msg: x}}]",
            Outcome.SUCCEEDED),
        arguments(
            "one bad item",
            play + "[{ansible.builtin.command: {argv: ['{{ item }}']}, loop: ['true', 'false']}]",
            Outcome.FAILED),
        arguments(
            "retries used up",
            play
                + "[{ansible.builtin.command: {argv: ['false']}, retries: 1, delay: 0, until: false}]",
            Outcome.FAILED),
        arguments(
            "any_errors_fatal",
            "- hosts: a,b\n  gather_facts: false\n  any_errors_fatal: true\n  tasks: [{ansible.builtin.fail: {}"
                + onA
                + "}, {ansible.builtin.debug: {msg: x}}]",
            Outcome.FAILED),
        arguments(
            "serial stops before b",
            "- hosts: a,b\n  gather_facts: false\n  serial: 1\n  max_fail_percentage: 0\n  tasks: [{ansible.builtin.fail: {}}]",
            Outcome.FAILED),
        arguments(
            "run_once",
            play + "[{ansible.builtin.debug: {msg: x}, run_once: true}]",
            Outcome.SUCCEEDED),
        arguments(
            "run_once that fails",
            play + "[{ansible.builtin.fail: {}, run_once: true}]",
            Outcome.FAILED),
        arguments(
            "run_once behind a failure",
            play
                + "[{ansible.builtin.fail: {}"
                + onA
                + "}, {ansible.builtin.debug: {msg: x}, run_once: true}]",
            Outcome.FAILED),
        arguments("no task at all", play + "[]", Outcome.FAILED),
        arguments(
            "end_play at once", play + "[{ansible.builtin.meta: end_play}]", Outcome.SUCCEEDED),
        arguments(
            "end_host for all", play + "[{ansible.builtin.meta: end_host}]", Outcome.SUCCEEDED),
        arguments(
            "end_batch at once", play + "[{ansible.builtin.meta: end_batch}]", Outcome.SUCCEEDED),
        arguments(
            "end_host for nobody",
            play + "[{ansible.builtin.meta: end_host, when: false}]",
            Outcome.FAILED),
        arguments(
            "end_host on one and a failure on the other",
            play + "[{ansible.builtin.meta: end_host" + onA + "}, {ansible.builtin.fail: {}}]",
            Outcome.FAILED),
        arguments(
            "delegated",
            play + "[{ansible.builtin.debug: {msg: x}, delegate_to: localhost}]",
            Outcome.SUCCEEDED),
        arguments(
            "end_host on one",
            play
                + "[{ansible.builtin.meta: end_host"
                + onA
                + "}, {ansible.builtin.debug: {msg: x}}]",
            Outcome.SUCCEEDED),
        arguments(
            "undefined variable",
            play + "[{ansible.builtin.debug: {msg: '{{ missing }}'}}]",
            Outcome.FAILED),
        arguments(
            "task timeout",
            play + "[{ansible.builtin.command: {argv: [sleep, '9']}, timeout: 1}]",
            Outcome.FAILED),
        arguments(
            "role missing at run time",
            play + "[{ansible.builtin.include_role: {name: nowhere}}]",
            Outcome.FAILED),
        arguments(
            "role missing",
            "- hosts: a,b\n  gather_facts: false\n  roles: [nowhere]",
            Outcome.FAILED),
        arguments("broken YAML", "- hosts: [\n", Outcome.FAILED),
        arguments("unknown module", play + "[{ansible.builtin.nothing: {}}]", Outcome.FAILED),
        arguments(
            "unknown keyword",
            play + "[{ansible.builtin.debug: {msg: x}, wrong: 1}]",
            Outcome.FAILED),
        arguments(
            "no host matched",
            "- hosts: nobody\n  gather_facts: false\n  tasks: [{ansible.builtin.debug: {msg: x}}]",
            Outcome.FAILED),
        arguments(
            "empty pattern",
            "- hosts: []\n  gather_facts: false\n  tasks: [{ansible.builtin.debug: {msg: x}}]",
            Outcome.FAILED),
        arguments(
            "only one matched",
            "- hosts: a\n  gather_facts: false\n  tasks: [{ansible.builtin.debug: {msg: x}}]",
            Outcome.FAILED),
        arguments(
            "no vault password",
            "- hosts: a,b\n  gather_facts: false\n  vars:\n    sealed: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      3131\n  tasks: [{ansible.builtin.debug: {var: sealed}}]",
            Outcome.FAILED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void d08_is_called(String name, String playbook, Outcome outcome) throws IOException {
    assertThat(run(playbook, hosts()).outcome()).isEqualTo(outcome);
  }

  @ParameterizedTest(name = "inventory: {0}")
  @MethodSource("inventories")
  void d08_without_hosts_there_is_no_success(String inventory) throws IOException {
    RunResult runResult =
        run(
            "- hosts: all\n  gather_facts: false\n  tasks: [{ansible.builtin.debug: {msg: x}}]\n",
            inventory);
    assertThat(runResult.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(runResult.reason()).isNotEmpty();
  }

  static Stream<String> inventories() {
    return Stream.of("{\"all\": {\"hosts\": {}}}", "not JSON {", "");
  }

  private static String hosts() {
    return """
    {"all": {"hosts": {"a": {"ansible_connection": "local"}, "b": {"ansible_connection": "local"}}}}
    """;
  }

  private RunResult run(String playbook, String inventory) throws IOException {
    String id = UUID.randomUUID().toString();
    RunFolder run = new RunFolder(folder.resolve("runs").resolve(id));
    run.prepare(
        playbook + "\n",
        JsonNodeFactory.instance.objectNode(),
        new PlayInventory.Own(new ObjectMapper().createObjectNode()),
        List.of("a", "b"));
    Files.writeString(run.file("inventory.json"), inventory);
    PlayProcess process = warm.start(run, command(id), AnsibleSettings.DEFAULTS);
    Waiting.until("the end of the play", () -> process.endedWithin(Duration.ofMillis(20)));
    EventsFile events = new EventsFile(run.file("events.jsonl"));
    var all = events.next();
    assertThat(all).isNotNull();
    return RunResult.of(
        new Ending(run.exitCode(), events.stats(), Optional.empty(), events.account()),
        Set.of("a", "b"),
        true,
        "");
  }
}
