package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.RoleRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectEvidenceTest {
  @TempDir Path folder;

  @Test
  void tells_what_people_look_at_first_and_changes_nothing() {
    RoleRun run = RoleRun.of(folder, "collect_evidence").run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.changed()).isZero();
    assertThat(run.result().path("uptime_seconds").isIntegralNumber()).isTrue();
    assertThat(run.result().path("uptime_seconds").asLong()).isPositive();
    assertThat(run.result().path("load").get(0).isFloatingPointNumber()).isTrue();
    assertThat(run.result().path("load")).hasSize(3);
    assertThat(run.result().path("memory_total_bytes").asLong()).isGreaterThan(1 << 20);
    assertThat(run.result().path("memory_available_bytes").asLong()).isPositive();
    assertThat(run.result().path("processes")).hasSize(10);
    assertThat(run.result().has("disks")).isTrue();
    assertThat(run.result().has("failed_units")).isTrue();
    assertThat(run.result().has("errors")).isTrue();
  }

  /** A stand-in of busctl, as this machine may have no systemd; the answer is one of a real one. */
  @Test
  void tells_failed_units_of_every_kind() throws java.io.IOException {
    Path bin = java.nio.file.Files.createDirectory(folder.resolve("bin"));
    Path busctl =
        java.nio.file.Files.writeString(
            bin.resolve("busctl"),
            """
            #!/bin/sh
            cat <<'EOF'
            a(ssssssouso) 2 "data.mount" "The \\"big\\" disk" "loaded" "failed" "failed" "" "/org/freedesktop/systemd1/unit/data_2emount" 0 "" "/" "nginx.service" "A web server" "loaded" "failed" "failed" "" "/org/freedesktop/systemd1/unit/nginx_2eservice" 0 "" "/"
            EOF
            """);
    io.promansible.kit.Programs.run(java.util.List.of("chmod", "755", busctl.toString()));
    RoleRun run = RoleRun.of(folder, "collect_evidence").before(bin).run();
    assertThat(run.result().path("failed_units").toString())
        .isEqualTo("[\"data.mount\",\"nginx.service\"]");
  }

  @Test
  void looks_in_check_mode_too() {
    RoleRun run = RoleRun.of(folder, "collect_evidence").inCheckMode().run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.result().path("load")).hasSize(3);
  }

  @Test
  void a_wrong_argument_is_refused_by_name() {
    RoleRun run =
        RoleRun.of(folder, "collect_evidence").with("collect_evidence_lines", "many").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("collect_evidence_lines");
  }
}
