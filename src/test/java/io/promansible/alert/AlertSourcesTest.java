package io.promansible.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.fault.InputFault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertSourcesTest {
  private static final AlertSources SOURCES =
      new AlertSources(
          List.of(
              new AlertSource("default", AlertSource.Confirm.REQUIRED, false, List.of()),
              new AlertSource("grafana", AlertSource.Confirm.NONE, false, List.of("grafana")),
              new AlertSource("probe", AlertSource.Confirm.NONE, true, List.of("probe", "both")),
              new AlertSource("east", AlertSource.Confirm.REQUIRED, false, List.of("both"))),
          "default");

  @Test
  void a_sender_that_names_none_is_that_of_its_token_or_the_usual_one() {
    assertThat(SOURCES.of(Optional.empty(), "am")).isEqualTo("default");
    assertThat(SOURCES.of(Optional.empty(), "grafana")).isEqualTo("grafana");
    assertThat(SOURCES.of(Optional.of("probe"), "both")).isEqualTo("probe");
    assertThat(SOURCES.of(Optional.of("east"), "both")).isEqualTo("east");
  }

  @Test
  void no_token_sends_for_a_source_that_is_anothers() {
    assertThatThrownBy(() -> SOURCES.of(Optional.of("grafana"), "am"))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("'am' may not send for 'grafana'");
    assertThatThrownBy(() -> SOURCES.of(Optional.of("default"), "grafana"))
        .as("one that is bound to a source is bound to it")
        .isInstanceOf(InputFault.class);
    assertThatThrownBy(() -> SOURCES.of(Optional.empty(), "both"))
        .as("of two it must say which")
        .isInstanceOf(InputFault.class);
  }

  @Test
  void a_source_that_nobody_declared_is_refused_by_name() {
    assertThatThrownBy(() -> SOURCES.of(Optional.of("x".repeat(1000)), "am"))
        .isInstanceOf(InputFault.class)
        .hasMessageContaining("is not declared")
        .hasMessageContaining("default, grafana, probe, east")
        .message()
        .hasSizeLessThan(400);
  }

  @Test
  void what_nobody_confirms_disrupts_only_where_that_is_said() {
    assertThat(SOURCES.mayDisrupt("default")).isTrue();
    assertThat(SOURCES.mayDisrupt("grafana")).isFalse();
    assertThat(SOURCES.mayDisrupt("probe")).isTrue();
    assertThat(SOURCES.mayDisrupt("unknown")).isFalse();
    assertThat(SOURCES.needsConfirmation("unknown")).isTrue();
  }
}
