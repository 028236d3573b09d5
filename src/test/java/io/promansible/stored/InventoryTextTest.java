package io.promansible.stored;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts of inventories as people send them. */
class InventoryTextTest {
  @Test
  void lines_that_are_aligned_with_a_quote_are_moved_to_the_left() {
    assertThat(InventoryText.aligned("all:\n           a: 1\n         web:\n           b: 2"))
        .isEqualTo("all:\n  a: 1\nweb:\n  b: 2");
  }

  @Test
  void what_is_yaml_or_cannot_become_it_stays_as_it_is() {
    for (String text :
        new String[] {"all:\n    a: 1\n    b: 2", "all: {", "all:\n   a: {\n  b", ""}) {
      assertThat(InventoryText.aligned(text)).isEqualTo(text);
    }
  }
}
