package io.promansible.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void identity_does_not_depend_on_the_order() {
    assertThat(Labels.of(Map.of("a", "1", "b", "2")).digest("s"))
        .isEqualTo(Labels.of(Map.of("b", "2", "a", "1")).digest("s"))
        .hasSize(64);
  }

  @Test
  void no_two_sets_of_labels_run_together() {
    String one = Labels.of(Map.of("a", "1b", "c", "")).digest("s");
    assertThat(one).isNotEqualTo(Labels.of(Map.of("a", "1", "bc", "")).digest("s"));
    assertThat(one).isNotEqualTo(Labels.of(Map.of("a", "1b", "c", "")).digest("t"));
    assertThat(Labels.of(Map.of("a", "1:b")).digest("s"))
        .isNotEqualTo(Labels.of(Map.of("a1", ":b")).digest("s"));
  }

  @Test
  void what_a_database_cannot_hold_is_replaced_and_the_rest_stays() {
    assertThat(LabelText.clean("a\0b")).isEqualTo("a\uFFFDb");
    assertThat(LabelText.clean("\ud800")).isEqualTo("\uFFFD");
    assertThat(LabelText.clean("x\udc00y")).isEqualTo("x\uFFFDy");
    String fine = "emoji \ud83d\ude00, newline \n, {{ 7*7 }}";
    assertThat(LabelText.clean(fine)).isSameAs(fine);
  }
}
