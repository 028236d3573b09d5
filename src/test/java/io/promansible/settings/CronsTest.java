package io.promansible.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/15 * * * *",
        "0 0 28 * *",
        "30 2 * jan-mar mon-fri",
        "@daily",
        "@hourly",
        "0 0 29 2 *"
      })
  void takes_five_fields_and_nicknames(String text) {
    assertThat(Crons.checked(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "* * * *", "* * * * * *", "61 * * * *", "0 0 31 2 *", "0 0 30 2 *", "@reboot"})
  void refuses_what_is_none_or_never_fires(String text) {
    assertThatThrownBy(() -> Crons.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
