package io.promansible.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeIdsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");

  private static List<UUID> many(Instant time) {
    return IntStream.range(0, 10_000).mapToObj(i -> TimeIds.next(time)).toList();
  }

  @Test
  void ids_of_one_millisecond_sort_in_the_order_of_their_making() {
    assertThat(many(NOW)).isSortedAccordingTo(TimeIds.ORDER).doesNotHaveDuplicates();
  }

  @Test
  void ids_are_of_version_seven_and_sort_by_time() {
    List<UUID> earlier = many(NOW);
    assertThat(earlier).allMatch(id -> id.version() == 7 && id.variant() == 2);
    UUID floor = TimeIds.floor(NOW.plusMillis(1));
    assertThat(earlier).allMatch(id -> TimeIds.ORDER.compare(id, TimeIds.floor(NOW)) >= 0);
    assertThat(earlier).allMatch(id -> TimeIds.ORDER.compare(id, floor) < 0);
  }
}
