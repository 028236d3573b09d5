package io.promansible.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.fault.WorldFault;
import io.promansible.kit.Waiting;
import io.promansible.process.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real children: a stub stands for ansible-playbook, as no real play ignores TERM or leaves its
 * session.
 */
class PlayProcessTest {
  private static final Duration GRACE = Duration.ofMillis(300);

  @TempDir Path folder;
  private final String id = UUID.randomUUID().toString();

  @AfterEach
  void nothing_is_left() {
    ProcessGroup.sweep(PlayCommand.mark(id), 0);
  }

  private RunFolder prepared() {
    RunFolder run = new RunFolder(folder.resolve("runs").resolve(id));
    var empty = JsonNodeFactory.instance.objectNode();
    run.prepare("[]\n", empty, new PlayInventory.Own(empty), Set.of("web1"));
    return run;
  }

  private PlayProcess start(RunFolder run, String script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path stub = Files.writeString(bin.resolve("ansible-playbook"), "#!/bin/bash\n" + script + "\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    PlayCommand command = new PlayCommand(id, folder, List.of(), folder, 5, true);
    return PlayProcess.start(
        run,
        command,
        new AnsibleSettings(
            Optional.of(bin), Duration.ofSeconds(5), false, 9, Duration.ofHours(1)));
  }

  @Test
  void of_two_that_are_started_for_one_run_only_one_goes_on() throws IOException {
    RunFolder run = prepared();
    String script = "echo x >> " + folder + "/executed; sleep 0.5";
    PlayProcess first = start(run, script);
    PlayProcess second = start(run, script);
    assertThat(second.pid()).as("the one that goes on is watched").isEqualTo(first.pid());
    awaitEnd(second);
    awaitEnd(first);
    assertThat(folder.resolve("executed")).hasContent("x");
    assertThat(run.exitCode()).hasValue(0);
  }

  @Test
  void one_that_was_forked_and_has_no_pid_yet_is_being_born() throws IOException {
    RunFolder run = prepared();
    assertThat(PlayProcess.isStarting(run, id)).isFalse();
    try (var _ = Files.newOutputStream(run.file("forking"))) {
      assertThat(PlayProcess.isStarting(run, id)).isTrue();
    }
    assertThat(PlayProcess.isStarting(run, id)).isFalse();
  }

  @Test
  void how_long_it_runs_is_told_by_the_kernel_and_by_no_clock_that_jumps() throws IOException {
    PlayProcess process = start(prepared(), "sleep 30");
    Waiting.until("half a second", () -> process.age().toMillis() >= 500);
    assertThat(process.age()).isLessThan(Duration.ofSeconds(30));
    process.end(GRACE);
  }

  private static void awaitEnd(PlayProcess process) {
    Waiting.until("the end of the play", () -> process.endedWithin(Duration.ofMillis(20)));
  }

  @Test
  void leaves_its_exit_code_and_output_in_files() throws IOException {
    RunFolder run = prepared();
    awaitEnd(start(run, "echo out; echo err >&2; exit 4"));
    assertThat(run.exitCode()).hasValue(4);
    assertThat(run.file("output.log")).hasContent("out\nerr");
  }

  @Test
  void arguments_are_a_list_and_nothing_secret_is_in_them() throws IOException {
    RunFolder run = prepared();
    awaitEnd(start(run, "printf '%s\\n' \"$@\"; pwd"));
    assertThat(run.file("output.log"))
        .content()
        .contains(
            "--limit\n@limit\n",
            "--extra-vars\n@vars.json\n",
            "--forks\n5\n",
            "--check\n",
            run.path().toString());
  }

  @Test
  void only_its_owner_reads_its_files() throws IOException {
    RunFolder run = prepared();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.path())))
        .isEqualTo("rwx------");
    for (String name :
        List.of("vars.json", "inventory.json", "playbook.yml", "output.log", "events.jsonl")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.file(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void the_child_knows_of_our_environment_only_what_it_needs() throws IOException {
    RunFolder run = prepared();
    awaitEnd(start(run, "env"));
    List<String> names =
        Files.readAllLines(run.file("output.log")).stream()
            .map(line -> line.replaceFirst("=.*", ""))
            .toList();
    assertThat(names)
        .contains(
            "PATH",
            "PROMANSIBLE_RUN_ID",
            "ANSIBLE_CALLBACKS_ENABLED",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED");
    assertThat(names).doesNotContain("JAVA_HOME", "MAVEN_PROJECTBASEDIR");
  }

  @Test
  void its_whole_group_is_ended_even_when_it_ignores_term() throws IOException {
    RunFolder run = prepared();
    PlayProcess process =
        start(run, "trap '' TERM; sleep 300 & sleep 300 & echo ready; wait; wait; sleep 300");
    Waiting.until("the children", () -> ProcessGroup.marked(PlayCommand.mark(id), 0).size() >= 4);
    process.end(GRACE);
    Waiting.until(
        "nothing that is left", () -> ProcessGroup.marked(PlayCommand.mark(id), 0).isEmpty());
    assertThat(run.exitCode()).isEmpty();
  }

  @Test
  void what_ends_itself_within_the_grace_is_not_killed() throws IOException {
    RunFolder run = prepared();
    PlayProcess process =
        start(
            run,
            "trap 'sleep 0.7; echo cleaned; exit 5' TERM; echo ready; while :; do sleep 0.05; done");
    Waiting.until("its trap", () -> "ready\n".equals(read(run.file("output.log"))));
    process.end(Duration.ofSeconds(20));
    assertThat(run.file("output.log")).content().startsWith("ready\n").endsWith("cleaned\n");
    assertThat(run.exitCode()).hasValue(5);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void what_fled_from_its_session_is_found_by_its_mark() throws IOException {
    RunFolder run = prepared();
    PlayProcess process = start(run, "setsid -f sleep 300; sleep 300");
    Waiting.until(
        "the one that fled", () -> ProcessGroup.marked(PlayCommand.mark(id), 0).size() >= 3);
    process.end(GRACE);
    Waiting.until(
        "nothing that is left", () -> ProcessGroup.marked(PlayCommand.mark(id), 0).isEmpty());
  }

  @Test
  void it_is_found_again_by_its_folder_alone() throws IOException {
    RunFolder run = prepared();
    PlayProcess started = start(run, "while [ ! -e go ]; do sleep 0.05; done; exit 3");
    PlayProcess found = PlayProcess.find(new RunFolder(run.path()), id).orElseThrow();
    assertThat(found.pid()).isEqualTo(started.pid());
    assertThat(found.endedWithin(Duration.ZERO)).isFalse();
    Files.writeString(run.file("go"), "");
    awaitEnd(found);
    assertThat(run.exitCode()).hasValue(3);
  }

  @Test
  void another_process_with_its_pid_is_not_taken_for_it() throws IOException {
    RunFolder run = prepared();
    awaitEnd(start(run, "exit 0"));
    String own = Files.readString(Path.of("/proc/self/stat"));
    // Our own pid, but born at another time.
    Files.writeString(
        run.file("pid"),
        own.replaceFirst("\\) (\\S+ ){19}\\d+", ") S 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1"));
    assertThat(PlayProcess.find(run, id).orElseThrow().endedWithin(Duration.ZERO)).isTrue();
  }

  @Test
  void a_folder_without_pid_never_started_anything() {
    assertThat(PlayProcess.find(prepared(), id)).isEmpty();
  }

  @Test
  void a_missing_program_is_an_exit_code_and_a_word_in_the_output() {
    RunFolder run = prepared();
    PlayCommand command = new PlayCommand(id, folder, List.of(), folder, 5, false);
    awaitEnd(
        PlayProcess.start(
            run,
            command,
            new AnsibleSettings(
                Optional.of(folder.resolve("nowhere")), GRACE, false, 9, Duration.ofHours(1))));
    assertThat(run.exitCode()).hasValue(127);
    assertThat(run.file("output.log")).content().contains("not found");
  }

  @Test
  void a_folder_that_cannot_be_written_is_the_worlds_fault() throws IOException {
    Files.writeString(folder.resolve("runs"), "a file where the folder should be");
    assertThatThrownBy(this::prepared)
        .isInstanceOf(WorldFault.class)
        .hasMessageContaining("run folder");
  }

  @Test
  void a_flood_of_output_goes_to_the_disk_not_to_us() throws IOException {
    RunFolder run = prepared();
    awaitEnd(start(run, "head -c 50000000 /dev/zero | tr '\\0' x"));
    assertThat(Files.size(run.file("output.log"))).isEqualTo(50_000_000);
  }
}
