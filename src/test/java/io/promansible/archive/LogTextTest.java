package io.promansible.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.log.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long logs, cut to what is kept of them. */
class LogTextTest {
  @TempDir private Path folder;

  @Test
  void a_long_log_loses_whole_lines_of_its_middle_and_no_line_its_number() throws IOException {
    Path file = folder.resolve("output.log");
    for (int lines : new int[] {1_000, 5_000}) {
      Files.writeString(
          file,
          IntStream.rangeClosed(1, lines)
              .mapToObj(i -> "line " + i + " größer\n")
              .collect(Collectors.joining()));
      String text = LogText.read(file, 3_001);
      assertThat(text.length()).isLessThan(3_100);
      RunLog log = RunLog.of(text);
      assertThat(log.size()).isEqualTo(lines);
      assertThat(log.numbers().filter(i -> !log.line(i).equals("line " + i + " größer")))
          .singleElement()
          .satisfies(gap -> assertThat(log.line(gap)).contains("lines left out, runs.log_max"));
    }
  }

  @Test
  void a_short_log_and_one_long_line_are_read() throws IOException {
    Path file = folder.resolve("output.log");
    Files.writeString(file, "short\n");
    assertThat(LogText.read(file, 100)).isEqualTo("short\n");
    Files.writeString(file, "x".repeat(1_000));
    assertThat(LogText.read(file, 100))
        .isEqualTo(
            "x".repeat(50)
                + "\n… (900 bytes, 0 lines left out, runs.log_max) …\n"
                + "x".repeat(50));
  }
}
