package io.promansible.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.promansible.log.LineTimes.Mark;
import io.promansible.log.RunLog.Match;
import io.promansible.log.RunLog.Section;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A log of Ansible in lines, tasks, times and finds. */
class RunLogTest {
  private static final String LOG =
      """

      PLAY [Remediate] ***********

      TASK [disk : Look] *****
      ok: [web1]
      changed: [web2] => (item=x)

      TASK [disk : Clean] *****
      fatal: [web1]: FAILED! => {"msg": "no space"}
      skipping: [web2]

      TASK [disk : Try] *****
      fatal: [web2]: FAILED! => {"msg": "never mind"}
      ...ignoring

      PLAY RECAP *****
      web1 : ok=1    changed=0    unreachable=0    failed=1    skipped=0    rescued=0    ignored=0
      web2 : ok=2    changed=1    unreachable=0    failed=0    skipped=1    rescued=0    ignored=1
      """;

  private final RunLog log = RunLog.of(LOG);

  @Test
  void lines_are_counted_from_one_and_empty_ones_at_the_end_do_not_count() {
    assertThat(log.line(2)).startsWith("PLAY [Remediate]");
    assertThat(log.size()).isEqualTo(18);
    assertThat(RunLog.of("a\r\nb\n\n\n").size()).isEqualTo(2);
    assertThat(RunLog.of("a\r\n").line(1)).isEqualTo("a");
    assertThat(RunLog.of("").size()).isZero();
  }

  @Test
  void lines_keep_their_numbers_where_others_were_left_out() {
    RunLog cut =
        RunLog.of(
            "TASK [a] ***\nok: [web1]\n"
                + RunLog.LEFT_OUT.formatted(900L, 40L)
                + "\nfatal: [web1]: FAILED!\nTASK [b] ***\nok: [web1]\n");
    assertThat(cut.size()).isEqualTo(45);
    assertThat(cut.numbers()).containsExactly(1, 2, 3, 43, 44, 45);
    assertThat(cut.numbers(2, 43)).containsExactly(2, 3, 43);
    assertThat(cut.numbers(10, 44)).containsExactly(43, 44);
    assertThat(cut.line(45)).isEqualTo("ok: [web1]");
    assertThat(cut.search("ok: [web1]", 9).matches())
        .extracting(Match::line)
        .containsExactly(2, 45);
    assertThat(cut.sections())
        .extracting(Section::title, Section::from, Section::to, Section::failed)
        .containsExactly(
            tuple("TASK [a]", 1, 2, false),
            tuple("… (900 bytes, 40 lines left out, runs.log_max) …", 3, 3, false),
            tuple("What follows", 43, 43, true),
            tuple("TASK [b]", 44, 45, false));
  }

  @Test
  void a_log_that_says_itself_that_lines_were_left_out_stays_readable() {
    String forged = RunLog.LEFT_OUT.formatted(1L, 99_999_999L) + "\n";
    RunLog log = RunLog.of(forged.repeat(60) + "the end");
    assertThat(log.numbers()).hasSize(61).isSorted();
    assertThat(log.line(log.size())).isEqualTo("the end");
  }

  @Test
  void a_log_is_cut_at_its_headings() {
    assertThat(log.sections())
        .containsExactly(
            new Section("PLAY [Remediate]", 2, 3, false),
            new Section("TASK [disk : Look]", 4, 7, false),
            new Section("TASK [disk : Clean]", 8, 11, true),
            new Section("TASK [disk : Try]", 12, 15, false),
            new Section("PLAY RECAP", 16, 18, true));
  }

  @Test
  void what_stands_before_the_first_heading_is_a_section_without_a_title() {
    assertThat(RunLog.of("[WARNING]: old\nTASK [x] ****\nok: [a]").sections())
        .containsExactly(new Section("", 1, 1, false), new Section("TASK [x]", 2, 3, false));
    assertThat(RunLog.of("ERROR! no such role").sections())
        .containsExactly(new Section("", 1, 1, true));
  }

  @Test
  void a_line_knows_its_host_and_how_it_went() {
    assertThat(log.kind(5)).isEqualTo(new LogLine("ok", "web1"));
    assertThat(log.kind(6)).isEqualTo(new LogLine("changed", "web2"));
    assertThat(log.kind(9)).isEqualTo(new LogLine("failed", "web1"));
    assertThat(log.kind(10)).isEqualTo(new LogLine("skipped", "web2"));
    assertThat(log.kind(17)).isEqualTo(new LogLine("failed", "web1"));
    assertThat(log.kind(18)).isEqualTo(new LogLine("ok", "web2"));
    assertThat(RunLog.of("ok: [web1 -> db1]").kind(1)).isEqualTo(new LogLine("ok", "web1"));
    assertThat(RunLog.of("FAILED - RETRYING: [web1]: Wait (3 retries left).").kind(1))
        .isEqualTo(new LogLine("changed", "web1"));
    assertThat(RunLog.of("some text").kind(1)).isEqualTo(LogLine.TEXT);
  }

  @Test
  void a_text_is_found_whatever_its_case_and_behind_colours() {
    assertThat(log.search("NO SPACE", 10).matches()).extracting(Match::line).containsExactly(9);
    assertThat(log.search("web", 2).matches()).hasSize(2);
    assertThat(log.search("web", 2).total()).isEqualTo(7);
    assertThat(RunLog.of("re\u001b[31md").search("red", 1).total()).isEqualTo(1);
    assertThat(log.search("nowhere", 1).total()).isZero();
  }

  @Test
  void lines_have_the_times_of_their_events() {
    List<Mark> marks =
        List.of(
            mark("play", null, 1),
            mark("task", null, 2),
            // Hosts may come in another order than their lines.
            mark("ok", "web2", 4),
            mark("ok", "web1", 3),
            mark("task", null, 5),
            mark("failed", "web1", 6),
            mark("skipped", "web2", 7),
            mark("task", null, 8),
            mark("failed", "web2", 9),
            mark("stats", null, 10));
    LineTimes times = LineTimes.of(log, marks);
    assertThat(times.at(1)).isEmpty();
    assertThat(at(times, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16))
        .containsExactly(1L, 1L, 2L, 3L, 4L, 4L, 5L, 6L, 7L, 8L, 9L, 9L, 10L);
  }

  @Test
  void without_events_no_line_has_a_time() {
    assertThat(LineTimes.of(log, List.of()).at(9)).isEmpty();
  }

  private static Mark mark(String kind, @Nullable String host, long second) {
    return new Mark(kind, host, Instant.ofEpochSecond(second));
  }

  private static List<Long> at(LineTimes times, int... lines) {
    return java.util.Arrays.stream(lines)
        .mapToObj(times::at)
        .map(Optional::orElseThrow)
        .map(Instant::getEpochSecond)
        .toList();
  }
}
