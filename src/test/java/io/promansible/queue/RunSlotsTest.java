package io.promansible.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunSlotsTest {
  @Test
  void plays_that_were_taken_over_count_though_nobody_can_refuse_them() {
    RunSlots slots = new RunSlots(2, () -> 0);
    slots.takeAnyway();
    slots.takeAnyway();
    slots.takeAnyway();
    assertThat(slots.take()).isFalse();
    slots.give();
    assertThat(slots.take()).as("still one more than there are").isFalse();
    slots.give();
    assertThat(slots.take()).isTrue();
  }
}
