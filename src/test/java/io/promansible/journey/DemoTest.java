package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Programs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a newcomer sees. */
class DemoTest {
  @Test
  void the_demo_ends_with_the_fault_gone(@TempDir Path folder) {
    Programs.Result demo =
        Programs.attempt(
            List.of("bin/demo"),
            Map.of(
                "DEMO_ROOM",
                folder.resolve("demo").toString(),
                "JAVA_HOME",
                System.getProperty("java.home")));
    assertThat(demo.exit()).as(demo.output()).isZero();
    assertThat(demo.output())
        .containsSubsequence(
            "fault ",
            "alert ",
            "webhook ",
            "decision ",
            "task ",
            "run ",
            "resolved ",
            "fixed ",
            "answers: True");
  }
}
