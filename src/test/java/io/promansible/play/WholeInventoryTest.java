package io.promansible.play;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.ansible.AnsibleInventory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.Mitogen;
import io.promansible.inventory.Inventory;
import io.promansible.kit.Waiting;
import io.promansible.process.Programs;
import io.promansible.warm.WarmAnsible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a play knows of hosts that it does not act upon, with the real Ansible, forked and not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeInventoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Path folder;
  private WarmAnsible warm;
  private Path plugins;
  private Inventory inventory;
  private AnsibleSettings settings;

  @BeforeAll
  void prepare(@TempDir Path given) throws IOException {
    folder = given;
    write("vault.pw", "opensesame\n");
    Path password = folder.resolve("vault.pw");
    settings =
        new AnsibleSettings(
            Optional.empty(),
            Duration.ofMinutes(1),
            true,
            1000,
            AnsibleSettings.Accelerate.OFF,
            10,
            Duration.ofHours(1),
            AnsibleSettings.Knows.WHOLE,
            List.of(),
            List.of(password),
            Optional.empty());
    write(
        "inventory/hosts.yml",
        """
        all:
          vars: {site: paris, ansible_become: false}
          children:
            web: {hosts: {web1: {ansible_connection: local}, web2: {ansible_connection: local}, web3: {}}}
            db:
              hosts:
                db1: {x: 7, ansible_connection: local}
                dead: {ansible_host: 127.0.0.1, ansible_port: 1}
                bastion: {ansible_host: "192.0.2.{{ 40 + 2 }}"}
            both: {children: {web: {}, db: {}}}
        """);
    write(
        "inventory/host_vars/db1.yml",
        "db_pw: !vault |\n" + encrypted(password, "sealed-in-vault").indent(2));
    plugins = CallbackPlugin.install(folder);
    inventory =
        Inventory.of(
            new AnsibleInventory(() -> settings, folder, folder.resolve("warm"))
                .read(List.of(folder.resolve("inventory/hosts.yml").toString())),
            Instant.EPOCH);
    write("whole.json", inventory.whole().toString());
    write("whole.secrets", "[]");
    warm = new WarmAnsible(folder.resolve("data"), new Mitogen());
    warm.probe(new PlayCommand("probe", folder, List.of(), plugins, 5, false), () -> settings);
    assertThat(warm.trouble()).isEmpty();
  }

  @AfterAll
  void close() {
    warm.close();
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  private static String encrypted(Path password, String text) {
    Programs.Result result =
        Programs.run(
            List.of(
                "ansible-vault",
                "encrypt_string",
                "--vault-password-file",
                password.toString(),
                text),
            Map.of(),
            Duration.ofSeconds(30),
            1 << 16);
    return result.out().lines().skip(1).map(String::strip).collect(Collectors.joining("\n"));
  }

  private record Played(
      int exit, Map<String, Recap> stats, List<JsonNode> results, Judgment judged) {}

  private record Judgment(PlayAccount account, String log) {}

  private Played play(boolean forked, String limit, String tasks) throws IOException {
    String id = UUID.randomUUID().toString();
    RunFolder run = new RunFolder(folder.resolve("runs").resolve(id));
    PlayInventory knows =
        new PlayInventory.Whole(
            folder.resolve("whole.json"),
            folder.resolve("whole.secrets"),
            Map.of("web1", JSON.createObjectNode().put("given", "by a label")));
    run.prepare(
        "- hosts: [%s]\n  gather_facts: false\n  tasks:\n%s".formatted(limit, tasks.indent(4)),
        JSON.createObjectNode(),
        knows,
        List.of(limit.split(",")));
    PlayCommand command = new PlayCommand(id, folder, List.of(), plugins, 5, false).knowing(knows);
    PlayStart start = forked ? warm : PlayProcess::start;
    PlayProcess process = start.start(run, command, settings);
    Waiting.until("the end of the play", () -> process.endedWithin(Duration.ofMillis(20)));
    EventsFile events = new EventsFile(run.file("events.jsonl"));
    List<JsonNode> results =
        events.next().stream()
            .filter(e -> e.json().has("result"))
            .map(e -> e.json().path("result"))
            .toList();
    return new Played(
        run.exitCode().orElse(-1),
        events.stats().orElse(Map.of()),
        results,
        new Judgment(events.account(), Files.readString(run.file("output.log"))));
  }

  private String says(boolean forked, String expression) throws IOException {
    Played played =
        play(forked, "web1", "- ansible.builtin.debug: {msg: \"%s\"}\n".formatted(expression));
    assertThat(played.exit).as(played.judged.log).isZero();
    return played.results.getFirst().path("msg").asText();
  }

  @ParameterizedTest(name = "forked: {0}")
  @ValueSource(booleans = {true, false})
  void groups_hostvars_and_templates_are_those_of_the_whole_inventory(boolean forked)
      throws IOException {
    assertThat(
            says(
                forked,
                "{{ groups['web'] | sort | join(',') }} {{ groups['both'] | length }} {{ group_names | join(',') }}"))
        .isEqualTo("web1,web2,web3 6 both,web");
    assertThat(
            says(
                forked,
                "{{ hostvars['db1'].x }} {{ hostvars['bastion'].ansible_host }} {{ given }} {{ site }}"))
        .isEqualTo("7 192.0.2.42 by a label paris");
    assertThat(says(forked, "{{ hostvars['db1'].db_pw }}")).isEqualTo("sealed-in-vault");
    assertThat(
            says(
                forked,
                "{{ ansible_play_hosts_all | join(',') }} {{ hostvars['web2'].given | default('nothing') }}"))
        .isEqualTo("web1 nothing");
  }

  @ParameterizedTest(name = "forked: {0}")
  @ValueSource(booleans = {true, false})
  void a_delegated_task_has_the_variables_of_its_host_and_the_play_acts_on_its_own_hosts_only(
      boolean forked) throws IOException {
    Played played =
        play(
            forked,
            "web1,web2",
            """
            - {ansible.builtin.command: {argv: [echo, "{{ inventory_hostname }}"]}, delegate_to: db1, run_once: true}
            - {ansible.builtin.command: {argv: [echo, "{{ site }}"]}, delegate_to: localhost}
            """);
    assertThat(played.exit).as(played.judged.log).isZero();
    assertThat(played.stats).containsOnlyKeys("web1", "web2");
    Played dead = play(forked, "web1", "- {ansible.builtin.ping: , delegate_to: dead}\n");
    assertThat(dead.judged.account.delegates()).containsExactly(Map.entry("web1", "dead"));
  }

  @ParameterizedTest(name = "forked: {0}")
  @ValueSource(booleans = {true, false})
  void a_play_that_would_act_on_another_host_is_refused_before_it_begins(boolean forked)
      throws IOException {
    // A limit that names a group: what Ansible takes it for is more than the run is about.
    Played played = play(forked, "web", "- ansible.builtin.debug: {msg: x}\n");
    assertThat(played.exit).isEqualTo(249);
    assertThat(played.results).isEmpty();
    assertThat(played.judged.log).contains("ERROR! the play would act on web1");
  }
}
