package io.promansible.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsFileTest {
  private static String stats(String... hosts) {
    return "{\"event\": \"stats\", \"stats\": {\""
        + String.join("\": {\"ok\": 1}, \"", hosts)
        + "\": {\"ok\": 1}}}\n";
  }

  private static String told(Path file, String text) throws IOException {
    EventsFile events = new EventsFile(Files.writeString(file, text));
    events.next();
    return events.stats().toString();
  }

  /** Two plays of the same roles are compared by what they told. */
  @Test
  void stats_do_not_depend_on_which_host_ended_first(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("events.jsonl");
    assertThat(told(file, stats("gone", "probe", "web")))
        .contains("gone=", "probe=", "web=")
        .isEqualTo(told(file, stats("web", "gone", "probe")));
  }

  @Test
  void a_line_counts_when_it_is_complete(@TempDir Path folder) throws IOException {
    String line = stats("web");
    Path file = Files.writeString(folder.resolve("events.jsonl"), line.substring(0, 20));
    EventsFile events = new EventsFile(file);
    events.next();
    assertThat(events.stats()).isEmpty();
    Files.writeString(file, line.substring(20), StandardOpenOption.APPEND);
    events.next();
    assertThat(events.stats()).hasValueSatisfying(all -> assertThat(all).containsOnlyKeys("web"));
  }
}
