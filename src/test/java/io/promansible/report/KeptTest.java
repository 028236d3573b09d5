package io.promansible.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.kit.Waiting;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is costly to find out is found out once for many. */
class KeptTest {
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void a_value_is_found_out_once_while_it_is_young_and_anew_when_it_is_old() {
    Kept<Integer> young = new Kept<>(Duration.ofHours(1), asked::incrementAndGet);
    assertThat(young.get()).isEqualTo(1);
    assertThat(young.get()).isEqualTo(1);
    Kept<Integer> old = new Kept<>(Duration.ZERO, asked::incrementAndGet);
    assertThat(old.get()).isEqualTo(2);
    Waiting.until("a newer value", () -> old.get() > 2);
  }

  @Test
  void who_asks_while_it_takes_long_is_given_the_old_value() {
    CountDownLatch go = new CountDownLatch(1);
    Kept<Integer> kept =
        new Kept<>(
            Duration.ZERO,
            () -> {
              int number = asked.incrementAndGet();
              if (number == 2) {
                await(go);
              }
              return number;
            });
    assertThat(kept.get()).isEqualTo(1);
    assertThat(kept.get()).isEqualTo(1);
    assertThat(kept.get()).isEqualTo(1);
    assertThat(asked).hasValue(2);
    go.countDown();
    Waiting.until("the new value", () -> kept.get() >= 2);
  }

  @Test
  void a_fault_is_told_to_who_asks_and_the_next_one_asks_again() {
    Kept<Integer> kept =
        new Kept<>(
            Duration.ofHours(1),
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalArgumentException("not now");
              }
              return asked.get();
            });
    assertThatThrownBy(kept::get).isInstanceOf(IllegalArgumentException.class);
    assertThat(kept.get()).isEqualTo(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
