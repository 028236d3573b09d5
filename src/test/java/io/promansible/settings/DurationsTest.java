package io.promansible.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "30s,30000",
    "5m,300000",
    "1h30m,5400000",
    "7d,604800000",
    "250ms,250",
    "0,0",
    "0s,0",
    "1w,604800000"
  })
  void reads_them_as_prometheus_does(String text, long millis) {
    assertThat(Durations.parse(text).toMillis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5x", "1.5h", "-5m", "5m1h", "PT5M", "5 m", "99999999999y"})
  void refuses_everything_else_and_shows_how(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30s");
  }

  @Test
  void writes_what_it_reads() {
    for (String text : new String[] {"30s", "1h30m", "7d", "250ms", "90d", "0s"}) {
      assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
    }
  }
}
