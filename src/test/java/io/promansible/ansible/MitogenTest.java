package io.promansible.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.ansible.AnsibleSettings.Accelerate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MitogenTest {
  private static final Path STRATEGIES = Path.of("/usr/share/mitogen/strategy");

  private final Mitogen mitogen = new Mitogen();

  private static AnsibleSettings settings(Accelerate accelerate) {
    return new AnsibleSettings(
        Optional.empty(),
        Duration.ofMinutes(1),
        true,
        1,
        accelerate,
        10,
        Duration.ofHours(1),
        AnsibleSettings.Knows.WHOLE,
        List.of(),
        List.of(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "OFF, 100, false",
    "AUTO, 0, false",
    "AUTO, 100, true",
    "ON, 0, false",
    "ON, 1, true"
  })
  void the_settings_and_the_number_of_tasks_decide(
      Accelerate accelerate, int tasks, boolean expected) {
    mitogen.use(STRATEGIES);
    assertThat(mitogen.forPlay(settings(accelerate), tasks).isPresent()).isEqualTo(expected);
  }

  @Test
  void automatic_begins_where_a_play_gains() {
    mitogen.use(STRATEGIES);
    AnsibleSettings auto = settings(Accelerate.AUTO);
    assertThat(mitogen.forPlay(auto, Mitogen.TASKS_MIN - 1)).isEmpty();
    assertThat(mitogen.forPlay(auto, Mitogen.TASKS_MIN)).contains(STRATEGIES);
  }

  @Test
  void what_was_refused_is_not_used_and_is_told_only_to_those_who_ask_for_it() {
    mitogen.refuse("is not installed");
    assertThat(mitogen.forPlay(settings(Accelerate.ON), 100)).isEmpty();
    assertThat(mitogen.missed(settings(Accelerate.ON))).contains("is not installed");
    assertThat(mitogen.missed(settings(Accelerate.AUTO))).isEmpty();
  }

  @Test
  void it_is_tried_once_a_play_could_gain_from_it() {
    AnsibleSettings auto = settings(Accelerate.AUTO);
    assertThat(mitogen.isDue(auto)).isFalse();
    assertThat(mitogen.forPlay(auto, Mitogen.TASKS_MIN)).isEmpty();
    assertThat(mitogen.isDue(auto)).isTrue();
    mitogen.refuse("is not installed");
    assertThat(mitogen.isDue(auto)).isFalse();
  }

  @Test
  void it_is_tried_at_once_where_it_is_on_and_never_where_it_is_off() {
    assertThat(mitogen.isDue(settings(Accelerate.ON))).isTrue();
    assertThat(mitogen.forPlay(settings(Accelerate.OFF), 100)).isEmpty();
    assertThat(mitogen.isDue(settings(Accelerate.OFF))).isFalse();
  }
}
