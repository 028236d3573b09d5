package io.promansible.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A timeout is for the hosts that Ansible works on at once; the many are not cut off for it. */
class PlayTimeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 0, 50, 1, 60",
    "50, 0, 50, 1, 60",
    "51, 0, 50, 1, 120",
    "1000, 0, 50, 1, 1200",
    "25, 10, 50, 3, 60",
    "300, 100, 50, 3, 120",
    "3, 10, 2, 1, 120"
  })
  void it_grows_with_what_goes_one_after_the_other(
      int hosts, int serial, int forks, int turns, long seconds) {
    assertThat(PlayTime.of(hosts, serial, forks, 60)).isEqualTo(new PlayTime(turns, seconds));
  }
}
