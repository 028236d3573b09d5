package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.RoleRun;

/** How the run of a check must have ended. */
final class Checks {
  private Checks() {}

  static void failedWith(RoleRun run, String message) {
    assertThat(run.exit()).as(run.output()).isEqualTo(2);
    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.output()).contains(message);
    assertThat(run.result().path("success").asBoolean(true)).isFalse();
  }

  static void good(RoleRun run) {
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.changed()).isZero();
    assertThat(run.result().path("success").asBoolean()).as(run.output()).isTrue();
  }
}
