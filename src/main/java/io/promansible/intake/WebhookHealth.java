package io.promansible.intake;

import io.promansible.door.RefusedNotifications;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Alertmanager's webhook arrives, by what was refused and what only a poll found. */
@Singleton
public final class WebhookHealth implements RefusedNotifications {
  private static final Duration LATELY = Duration.ofMinutes(15);
  private static final Duration SAY_AGAIN = Duration.ofMinutes(1);
  private static final Logger LOG = LoggerFactory.getLogger(WebhookHealth.class);

  private record Refusal(int status, String caller, Instant at) {}

  private record Missed(int alerts, Instant at) {}

  private final IntakeMetrics metrics;
  private final Clock clock;
  private @Nullable Refusal refusal;
  private @Nullable Missed missed;
  private Instant taken = Instant.MIN;
  private Instant said = Instant.MIN;

  public WebhookHealth(IntakeMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Notes that a notification was stored. */
  public synchronized void taken() {
    taken = clock.instant();
    missed = null;
  }

  @Override
  public synchronized void refused(int status, String caller, String why) {
    metrics.answered(status);
    Instant now = clock.instant();
    refusal = new Refusal(status, caller, now);
    if (said.isBefore(now.minus(SAY_AGAIN))) {
      said = now;
      LOG.warn(
          "a notification from {} was answered {} ({}); its alerts are not taken, and Alertmanager does not send them again",
          caller,
          status,
          why);
    }
  }

  /** Notes that a poll found alerts that no notification had delivered. */
  synchronized void missed(int alerts) {
    if (alerts > 0) {
      Missed before = missed;
      missed = new Missed(alerts + (before == null ? 0 : before.alerts()), clock.instant());
    }
  }

  /** Why it seems that the webhook does not arrive; empty when it does, or nothing is known. */
  public synchronized Optional<String> trouble() {
    Instant lately = clock.instant().minus(LATELY);
    Refusal refused = refusal;
    if (refused != null && refused.at().isAfter(lately) && refused.at().isAfter(taken)) {
      return Optional.of(
          "a notification from %s was answered %d at %s, and none was taken since; look at the token in Alertmanager's configuration"
              .formatted(refused.caller(), refused.status(), refused.at()));
    }
    Missed found = missed;
    return found != null && found.at().isAfter(lately)
        ? Optional.of(
            "the last %d alerts came only by asking Alertmanager, not by its webhook; look at its log, and at the receiver's url and token"
                .formatted(found.alerts()))
        : Optional.empty();
  }
}
