package io.promansible.warm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.Mitogen;
import io.promansible.kit.Waiting;
import io.promansible.play.EventsFile;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayEvent;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which process does which host, in a play of more hosts than forks, with the real Ansible. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedWorkersTest {
  private Path folder;
  private Path plugins;
  private WarmAnsible warm;
  private PlayStart start;
  private AnsibleSettings settings = AnsibleSettings.DEFAULTS;

  @BeforeAll
  void open(@TempDir Path given) throws IOException {
    folder = given;
    Files.copy(Path.of("playbooks/ansible.cfg"), folder.resolve("ansible.cfg"));
    plugins = CallbackPlugin.install(folder.resolve("data"));
    warm = new WarmAnsible(folder.resolve("data"), new Mitogen());
    warm.probe(command("probe", 5), () -> AnsibleSettings.DEFAULTS);
    assertThat(warm.trouble()).isEmpty();
  }

  @BeforeEach
  void asByDefault() {
    start = warm;
    settings = AnsibleSettings.DEFAULTS;
  }

  @AfterAll
  void close() {
    warm.close();
  }

  private PlayCommand command(String id, int forks) {
    return new PlayCommand(id, folder, List.of(), plugins, forks, false);
  }

  /** A play that has begun, and what it tells. */
  private record Begun(PlayProcess process, RunFolder run) {
    void end() {
      Waiting.until("the end of the play", () -> process.endedWithin(Duration.ofMillis(20)));
    }

    /** In the order in which they came. */
    List<PlayEvent> results() {
      try {
        return new EventsFile(run.file("events.jsonl"))
            .next().stream().filter(event -> event.kind().equals("ok")).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Begins a task on so many hosts h1, h2 … */
  private Begun begin(int hosts, int forks, String task) throws IOException {
    ObjectNode inventory = JsonNodeFactory.instance.objectNode();
    ObjectNode known = inventory.putObject("all").putObject("hosts");
    Set<String> names = new LinkedHashSet<>();
    for (int n = 1; n <= hosts; n++) {
      names.add("h" + n);
      known.putObject("h" + n).put("n", n).put("ansible_connection", "local");
    }
    String id = UUID.randomUUID().toString();
    RunFolder run = new RunFolder(folder.resolve("runs").resolve(id));
    run.prepare(
        "- hosts: all\n  gather_facts: false\n  tasks:\n    - " + task + "\n",
        JsonNodeFactory.instance.objectNode(),
        new PlayInventory.Own(inventory),
        names);
    return new Begun(start.start(run, command(id, forks), settings), run);
  }

  private List<PlayEvent> results(int hosts, int forks, String task) throws IOException {
    Begun begun = begin(hosts, forks, task);
    begun.end();
    assertThat(begun.run().exitCode()).as("%s", begun.results()).hasValue(0);
    return begun.results();
  }

  /** By the process in which a task is prepared: a lookup of it says whose child it is. */
  private long processes(int hosts, int forks, String more) throws IOException {
    return results(
            hosts,
            forks,
            "{ansible.builtin.debug: {msg: \"{{ lookup('ansible.builtin.pipe', 'echo $PPID') }}\"}"
                + more
                + "}")
        .stream()
        .map(event -> event.json().path("result").path("msg").asText())
        .distinct()
        .count();
  }

  @Test
  void hosts_that_would_wait_for_a_fork_share_a_process() throws IOException {
    assertThat(processes(6, 1, "")).isEqualTo(1);
    assertThat(processes(6, 6, "")).isEqualTo(6);
    assertThat(processes(7, 6, "")).as("none of six waits long").isEqualTo(7);
    assertThat(processes(25, 2, "")).as("ten at the most").isBetween(3L, 24L);
  }

  @Test
  void also_in_a_play_that_is_started_plainly() throws IOException {
    start = PlayProcess::start;
    assertThat(processes(6, 2, ""))
        .as("the one that ends first has done three, and others may help")
        .isBetween(2L, 4L);
  }

  @Test
  void with_one_host_per_fork_it_is_as_ansible_does_it() throws IOException {
    settings =
        new AnsibleSettings(
            Optional.empty(),
            Duration.ofMinutes(1),
            true,
            1000,
            AnsibleSettings.Accelerate.AUTO,
            1,
            Duration.ofHours(1),
            AnsibleSettings.Knows.WHOLE,
            List.of(),
            List.of(),
            Optional.empty());
    assertThat(processes(6, 2, "")).isEqualTo(6);
  }

  @Test
  void a_task_with_a_throttle_of_its_own_has_a_process_for_each_host() throws IOException {
    assertThat(processes(6, 2, ", throttle: 2")).isEqualTo(6);
  }

  @Test
  void a_host_that_takes_long_does_not_keep_others_that_share_its_process() throws IOException {
    List<String> order =
        results(
                8,
                2,
                "{ansible.builtin.command: {argv: [sleep, \"{{ 6 if n == 1 else 0 }}\"]}, changed_when: false}")
            .stream()
            .map(PlayEvent::host)
            .toList();
    assertThat(order).hasSize(8).endsWith("h1");
  }

  @Test
  void not_more_hosts_than_forks_are_worked_on_at_once() throws IOException {
    Path here = Files.createDirectory(folder.resolve("here"));
    List<PlayEvent> results =
        results(
            12,
            3,
            "{ansible.builtin.shell: {cmd: 'touch {{ n }}; sleep 0.3; ls | wc -l; sleep 0.1; rm {{ n }}', chdir: "
                + here
                + "}, changed_when: false}");
    assertThat(results)
        .hasSize(12)
        .allSatisfy(event ->
            assertThat(event.json().path("result").path("stdout").asInt()).isBetween(1, 3));
  }

  @Test
  void results_are_told_while_hosts_wait_for_a_fork() throws IOException {
    Path go = folder.resolve("go");
    Begun begun =
        begin(
            24,
            2,
            "{ansible.builtin.shell: {cmd: '[ {{ n }} -lt 10 ] || while [ ! -e %s ]; do sleep 0.05; done'}, changed_when: false}"
                .formatted(go));
    Waiting.until("the first nine of ten", () -> begun.results().size() == 9);
    Files.createFile(go);
    begun.end();
    assertThat(begun.results()).hasSize(24);
  }

  @Test
  void a_process_that_is_killed_ends_the_play_and_not_what_was_told() throws IOException {
    // The other process has hosts that are not begun, which a free fork might take over.
    Begun begun =
        begin(
            8,
            2,
            "{ansible.builtin.debug: {msg: \"{{ lookup('ansible.builtin.pipe', 'sleep 0.1; kill -9 $PPID' if n == 7 else 'sleep 0.3') }}\"}}");
    begun.end();
    assertThat(begun.run().exitCode()).hasValue(1);
    assertThat(Files.readString(begun.run().file("output.log"))).contains("dead state");
    assertThat(begun.results()).extracting(PlayEvent::host).contains("h5");
  }

  @Test
  void no_further_host_is_begun_when_the_play_itself_is_killed() throws IOException {
    Path here = Files.createDirectory(folder.resolve("killed"));
    String task =
        "{ansible.builtin.debug: {msg: \"{{ lookup('ansible.builtin.pipe', 'cd HERE; echo ' ~ n ~ ' >> begun;"
            + " ps -o pid=,ppid= -p $PPID > new; mv new processes; while [ ! -e go ]; do sleep 0.05; done') }}\"}}";
    Begun begun = begin(6, 1, task.replace("HERE", here.toString()));
    Waiting.until("the first host", () -> Files.exists(here.resolve("processes")));
    long[] processes =
        Arrays.stream(Files.readString(here.resolve("processes")).trim().split(" +"))
            .mapToLong(Long::parseLong)
            .toArray();
    ProcessHandle worker = ProcessHandle.of(processes[0]).orElseThrow();
    ProcessHandle.of(processes[1]).orElseThrow().destroyForcibly();
    Waiting.until("the play has ended", () -> !ProcessHandle.of(processes[1]).isPresent());
    Files.createFile(here.resolve("go"));
    // Its parent is gone, so that it may stay as a zombie.
    Waiting.until(
        "its process has ended", () -> !worker.isAlive() || worker.info().command().isEmpty());
    assertThat(here.resolve("begun")).hasContent("1");
    begun.end();
    begun.process().sweep();
  }
}
