package io.promansible.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.play.Ending;
import io.promansible.play.Recap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunResultTest {
  private static final Recap GOOD = new Recap(3, 1, 0, 0, 0, 0, 0);
  private static final Recap FAILED = new Recap(1, 0, 0, 1, 0, 0, 0);
  private static final Recap UNREACHABLE = new Recap(0, 0, 1, 0, 0, 0, 0);
  private static final Recap RESCUED = new Recap(2, 0, 0, 0, 0, 1, 0);
  private static final Set<String> BOTH = Set.of("a", "b");

  private static Outcome judge(int exit, @Nullable Map<String, Recap> stats) {
    return RunResult.of(
            new Ending(OptionalInt.of(exit), Optional.ofNullable(stats), Optional.empty()),
            BOTH,
            true,
            "")
        .outcome();
  }

  @Test
  void every_host_in_the_stats_and_none_bad_is_success() {
    assertThat(judge(0, Map.of("a", GOOD, "b", GOOD))).isEqualTo(Outcome.SUCCEEDED);
    assertThat(judge(0, Map.of("a", GOOD, "b", RESCUED))).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void exit_code_zero_alone_is_never_success() {
    assertThat(judge(0, Map.of())).isEqualTo(Outcome.FAILED);
    assertThat(judge(0, null)).isEqualTo(Outcome.FAILED);
    assertThat(judge(0, Map.of("a", GOOD))).isEqualTo(Outcome.FAILED);
    assertThat(judge(0, Map.of("x", GOOD, "y", GOOD))).isEqualTo(Outcome.FAILED);
  }

  @Test
  void exit_code_four_is_what_the_stats_say() {
    assertThat(judge(4, Map.of("a", UNREACHABLE, "b", GOOD))).isEqualTo(Outcome.UNREACHABLE);
    assertThat(judge(4, Map.of("a", UNREACHABLE, "b", FAILED))).isEqualTo(Outcome.FAILED);
    assertThat(judge(4, null)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void failed_is_failed_whatever_the_exit_code() {
    assertThat(judge(2, Map.of("a", FAILED, "b", GOOD))).isEqualTo(Outcome.FAILED);
    assertThat(judge(0, Map.of("a", FAILED, "b", GOOD))).isEqualTo(Outcome.FAILED);
    assertThat(judge(1, Map.of("a", GOOD, "b", GOOD))).isEqualTo(Outcome.FAILED);
    assertThat(judge(250, Map.of("a", GOOD, "b", GOOD))).isEqualTo(Outcome.FAILED);
  }

  @Test
  void what_ended_unseen_and_left_nothing_is_lost() {
    Ending nothing = new Ending(OptionalInt.empty(), Optional.empty(), Optional.empty());
    assertThat(RunResult.of(nothing, BOTH, false, "").outcome()).isEqualTo(Outcome.LOST);
    assertThat(RunResult.of(nothing, BOTH, true, "").outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void what_we_cut_is_told_so_even_with_good_stats() {
    for (Ending.Cut cut : Ending.Cut.values()) {
      Ending ending =
          new Ending(
              OptionalInt.of(0), Optional.of(Map.of("a", GOOD, "b", GOOD)), Optional.of(cut));
      assertThat(RunResult.of(ending, BOTH, true, "").outcome().name()).isEqualTo(cut.name());
    }
  }

  @Test
  void the_reason_names_hosts_and_last_words() {
    Ending ending = new Ending(OptionalInt.of(1), Optional.empty(), Optional.empty());
    assertThat(RunResult.of(ending, BOTH, true, "ERROR! the role 'x' was not found").reason())
        .contains("the role 'x' was not found");
    Ending failed =
        new Ending(
            OptionalInt.of(2), Optional.of(Map.of("a", FAILED, "b", GOOD)), Optional.empty());
    assertThat(RunResult.of(failed, BOTH, true, "").reason()).isEqualTo("failed on a");
  }
}
