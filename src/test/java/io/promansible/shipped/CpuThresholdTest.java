package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.RoleRun;
import io.promansible.kit.Root;
import io.promansible.kit.StandInService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A busy loop of a service: its first start runs wild, its restart is calm. */
@Isolated("it looks for the busiest process of the machine")
class CpuThresholdTest {
  private static final String ROLE = "handle_cpu_threshold_exceeded";
  private static final String UNIT = "pm-busy-" + ProcessHandle.current().pid();

  // One loop on n processors takes 1/n of them; half of that is certainly exceeded.
  private static final double THRESHOLD = 0.5 / Runtime.getRuntime().availableProcessors();

  @TempDir Path folder;
  private StandInService service;
  private Path group;

  @BeforeEach
  void run_wild() throws IOException {
    Path pid = folder.resolve("pid");
    Path calm = folder.resolve("calm");
    service =
        new StandInService(
            folder,
            UNIT,
            "if [ -e %s ]; then sleep 300 & else sh -c 'while :; do :; done' & fi; echo $! > %s"
                .formatted(calm, pid),
            "kill $(cat %s) 2>/dev/null; touch %s".formatted(pid, calm));
    service.start();
    // Where no systemd keeps the groups, we do what it would have done.
    if (!Files.isDirectory(Path.of("/run/systemd/system"))) {
      Path root = Path.of("/sys/fs/cgroup");
      group =
          (Files.isDirectory(root.resolve("systemd")) ? root.resolve("systemd") : root)
              .resolve(UNIT + ".service");
      Root.run("mkdir", group.toString());
      Root.run("sh", "-c", "cat " + pid + " > " + group.resolve("cgroup.procs"));
    }
  }

  @AfterEach
  void calm_down() {
    service.close();
    if (group != null) {
      // The kernel lets the group go a moment after its last process.
      Root.run("sh", "-c", "until rmdir " + group + " 2>/dev/null; do sleep 0.1; done");
    }
  }

  private RoleRun.Order order(String action) {
    return RoleRun.of(folder, ROLE)
        .with(ROLE + "_threshold", THRESHOLD)
        .with(ROLE + "_seconds", 1)
        .with(ROLE + "_action", action)
        .with(ROLE + "_units", List.of(UNIT + ".service"));
  }

  @Test
  void restarts_the_unit_of_the_busiest_process_and_then_leaves_it_alone() {
    RoleRun first = order("restart").run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    assertThat(first.result().path("unit").asText()).isEqualTo(UNIT + ".service");
    assertThat(first.result().path("done").asText()).isEqualTo("restart");
    assertThat(first.result().path("busy_before").asDouble()).isGreaterThan(THRESHOLD);
    assertThat(first.result().path("busy_after").asDouble()).isLessThan(THRESHOLD);

    RoleRun second = order("restart").run();
    assertThat(second.exit()).as(second.output()).isZero();
    assertThat(second.changed()).isZero();
    assertThat(second.result().path("done").asText()).isEqualTo("nothing");
  }

  @Test
  void a_restart_that_does_not_help_is_a_failure_that_is_told() throws IOException {
    // Its stop forgets to leave the mark, so its next start runs wild again.
    Path script =
        Files.isDirectory(Path.of("/run/systemd/system"))
            ? folder.resolve(UNIT)
            : Path.of("/etc/init.d", UNIT);
    Root.run("sed", "-i", "s/touch .*;/true;/", script.toString());
    RoleRun run = order("restart").with(ROLE + "_retries", 2).run();
    assertThat(run.exit()).as(run.output()).isEqualTo(2);
    assertThat(run.output()).contains("busy after the restart of " + UNIT + ".service");
    assertThat(run.result().path("done").asText()).isEqualTo("restart");
    assertThat(run.result().path("busy_after").isFloatingPointNumber()).isTrue();
  }

  @Test
  void a_list_that_is_a_text_allows_nothing() {
    RoleRun run =
        order("restart").with(ROLE + "_units", "my" + UNIT + ".service," + UNIT + ".service").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(folder.resolve("calm")).doesNotExist();
  }

  @Test
  void only_reports_unless_it_is_told_otherwise() {
    RoleRun run = order("report").run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.changed()).isZero();
    assertThat(run.result().path("unit").asText()).isEqualTo(UNIT + ".service");
    assertThat(run.result().path("processes")).hasSize(5);
  }

  @Test
  void check_mode_touches_nothing() {
    RoleRun run = order("restart").inCheckMode().run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.changed()).as("it would").isEqualTo(1);
    assertThat(folder.resolve("calm")).doesNotExist();
  }

  @Test
  void what_is_not_listed_is_not_restarted() {
    RoleRun run = order("restart").with(ROLE + "_units", List.of("other.service")).run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.changed()).isZero();
    assertThat(run.result().path("done").asText()).isEqualTo("nothing");
    assertThat(run.output()).contains("belongs to " + UNIT + ".service, which is not one of");
    assertThat(folder.resolve("calm")).doesNotExist();
  }

  @Test
  void lowers_its_priority_once() {
    RoleRun first = order("renice").run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    RoleRun second = order("renice").run();
    assertThat(second.changed()).as(second.output()).isZero();
  }

  @Test
  void a_wrong_argument_is_refused_by_name() {
    RoleRun run = order("kill").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("value of " + ROLE + "_action must be one of");
    assertThat(folder.resolve("calm")).doesNotExist();
  }
}
