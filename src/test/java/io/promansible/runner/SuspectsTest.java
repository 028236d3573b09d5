package io.promansible.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Waiting;
import io.promansible.run.Cause;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuspectsTest {
  private static Run run() {
    return new Run(
        UUID.randomUUID(),
        Cause.ALERT,
        "h",
        null,
        0,
        "role",
        "{}",
        "k",
        1,
        false,
        60,
        RunState.RUNNING,
        null,
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        null,
        "a",
        false,
        null,
        0,
        0,
        null,
        null,
        false);
  }

  @Test
  void a_run_is_ripe_when_its_node_was_seen_to_be_silent_for_the_whole_time() {
    Suspects suspects = new Suspects(Duration.ofMillis(300));
    Run run = run();
    assertThat(suspects.ripe(List.of(run))).isEmpty();
    Waiting.until("the run to be ripe", () -> !suspects.ripe(List.of(run)).isEmpty());
    // It was heard once: the watch begins anew.
    assertThat(suspects.ripe(List.of())).isEmpty();
    assertThat(suspects.ripe(List.of(run))).isEmpty();
  }

  @Test
  void who_has_slept_itself_begins_the_watch_anew() throws InterruptedException {
    Suspects suspects = new Suspects(Duration.ofMillis(200));
    Run run = run();
    assertThat(suspects.ripe(List.of(run))).isEmpty();
    Thread.sleep(400);
    assertThat(suspects.ripe(List.of(run))).isEmpty();
  }
}
