package io.promansible.clockwork;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Waiting;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockworkTest {
  private final CollectorRegistry metrics = new CollectorRegistry();
  private final Clockwork clockwork = new Clockwork(metrics);

  @AfterEach
  void stop() {
    clockwork.stop();
  }

  @Test
  void even_an_error_ends_none_of_the_times_to_come() {
    AtomicInteger times = new AtomicInteger();
    clockwork.begin(
        new Recurring() {
          @Override
          public String what() {
            return "counting";
          }

          @Override
          public Duration pause() {
            return Duration.ofMillis(1);
          }

          @Override
          public void run() {
            times.incrementAndGet();
            throw new OutOfMemoryError("on purpose");
          }
        });
    Waiting.until("the third time", () -> times.get() >= 3);
    assertThat(clockwork.trouble()).isEmpty();
    assertThat(
            metrics.getSampleValue(
                "promansible_background_failures_total",
                new String[] {"what"},
                new String[] {"counting"}))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void what_is_done_no_more_is_said_by_name() {
    // Ten intervals and the two minutes to spare have passed already.
    clockwork.expect("looking for runs", Duration.ofSeconds(-13));
    assertThat(clockwork.trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("looking for runs"));
    clockwork.guarded("looking for runs", () -> {}).run();
    clockwork.expect("looking for runs", Duration.ofSeconds(1));
    assertThat(clockwork.trouble()).isEmpty();
  }
}
