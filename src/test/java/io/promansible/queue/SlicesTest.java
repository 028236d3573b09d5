package io.promansible.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunResult;
import io.promansible.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlicesTest {
  @Test
  void a_run_is_cut_only_above_the_limit_and_never_finer_than_the_cores() {
    assertThat(Slices.count(200, 200, 8)).isEqualTo(1);
    assertThat(Slices.count(201, 200, 8)).isEqualTo(2);
    assertThat(Slices.count(1000, 200, 2)).isEqualTo(2);
    assertThat(Slices.count(1000, 200, 1)).isEqualTo(1);
    assertThat(Slices.count(0, 1, 4)).isEqualTo(1);
  }

  @Test
  void no_slice_is_empty_none_is_much_larger_and_no_host_is_lost() {
    for (int hosts = 1; hosts < 40; hosts++) {
      List<Integer> all = IntStream.range(0, hosts).boxed().toList();
      for (int count = 1; count < 12; count++) {
        List<List<Integer>> parts = Slices.of(all, count);
        assertThat(parts).hasSizeLessThanOrEqualTo(count).noneMatch(List::isEmpty);
        assertThat(parts.stream().flatMap(List::stream)).containsExactlyElementsOf(all);
        int least = parts.stream().mapToInt(List::size).min().orElseThrow();
        assertThat(parts).allMatch(part -> part.size() <= least + 1);
      }
    }
  }

  @Test
  void the_whole_is_as_its_worst_slice() {
    assertThat(joined(Outcome.SUCCEEDED, Outcome.SUCCEEDED).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(joined(Outcome.SUCCEEDED, Outcome.UNREACHABLE).outcome())
        .isEqualTo(Outcome.UNREACHABLE);
    assertThat(joined(Outcome.FAILED, Outcome.UNREACHABLE).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(joined(Outcome.FAILED, Outcome.LOST).outcome()).isEqualTo(Outcome.LOST);
    assertThat(joined(Outcome.NOT_STARTED, Outcome.NOT_STARTED).outcome())
        .isEqualTo(Outcome.NOT_STARTED);
    // Of the hosts that were left out each has a word of its own.
    assertThat(joined(Outcome.NOT_STARTED, Outcome.SUCCEEDED).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    assertThat(joined(Outcome.CANCELLED, Outcome.CANCELLED).outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(joined(Outcome.CANCELLED, Outcome.SUCCEEDED).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(joined(Outcome.FAILED, Outcome.SUCCEEDED).reason()).isEqualTo("because failed");
  }

  private static RunResult joined(Outcome one, Outcome two) {
    return Slices.joined(List.of(slice(one), slice(two)));
  }

  private static Run slice(@Nullable Outcome outcome) {
    String why =
        outcome == Outcome.SUCCEEDED
            ? ""
            : "because " + String.valueOf(outcome).toLowerCase(java.util.Locale.ROOT);
    return new Run(
        new UUID(1, 2),
        Cause.ALERT,
        "h",
        null,
        0,
        "r",
        "{}",
        "k",
        1,
        false,
        1,
        RunState.FINISHED,
        outcome,
        why,
        Instant.EPOCH,
        null,
        null,
        null,
        null,
        false,
        new UUID(3, 4),
        0,
        0,
        null,
        null,
        false);
  }
}
