package io.promansible.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test that fails to end a process does not disturb the removal of its folder. */
class QuietTempFoldersTest {
  private static final List<Process> STARTED = new ArrayList<>();

  @AfterAll
  static void all_have_ended_before_their_folder_went() throws InterruptedException {
    for (Process process : STARTED) {
      // 137 is a kill; one whose folder went first ends with 3.
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(137);
    }
  }

  @Test
  void one_that_names_the_folder_is_ended(@TempDir Path folder) throws IOException {
    start("while cd " + folder + "/. 2>/dev/null; do echo x >> $RANDOM; done; exit 3");
  }

  @Test
  void one_that_stands_in_the_folder_is_ended(@TempDir Path folder) throws IOException {
    STARTED.add(
        new ProcessBuilder("bash", "-c", "while [ -e . ]; do echo x >> $RANDOM; done; exit 3")
            .directory(folder.toFile())
            .start());
  }

  private static void start(String script) throws IOException {
    STARTED.add(new ProcessBuilder("bash", "-c", script).start());
  }
}
