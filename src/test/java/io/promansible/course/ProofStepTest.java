package io.promansible.course;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerState.Answer;
import io.promansible.label.Labels;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProofStepTest {
  private static final Instant ACTED = Instant.parse("2026-11-21T03:00:00Z");
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Episode FIRING =
      Episode.opened(
          UUID.randomUUID(),
          "s",
          new Alert(
              AlertStatus.FIRING,
              Labels.of(Map.of("alertname", "A")),
              Labels.NONE,
              ACTED,
              Optional.empty(),
              "",
              ""),
          ACTED);
  private static final Remediation REMEDIATION =
      new Remediation(
          UUID.randomUUID(),
          FIRING.id(),
          FIRING.alertId(),
          "A",
          "h",
          "web1",
          UUID.randomUUID(),
          1,
          RemediationState.VERIFYING,
          null,
          "",
          ACTED,
          ACTED,
          null,
          60_000,
          10_000,
          ACTED,
          true,
          0,
          0,
          null,
          null,
          null,
          "fault");

  private static ProofStep step(
      Episode episode, boolean refired, Answer answer, boolean asked, int seconds) {
    return ProofStep.of(
        REMEDIATION, episode, refired, answer, asked, POLL, ACTED.plusSeconds(seconds));
  }

  private static RemediationOutcome outcome(ProofStep step) {
    return ((ProofStep.Finish) step).outcome();
  }

  @Test
  void waits_while_the_alert_fires_and_there_is_time() {
    assertThat(step(FIRING, false, Answer.FIRING, true, 10))
        .isEqualTo(new ProofStep.Wait(ACTED.plusSeconds(15)));
    assertThat(step(FIRING, false, Answer.UNKNOWN, false, 58))
        .isEqualTo(new ProofStep.Wait(ACTED.plusSeconds(60)));
  }

  @Test
  void resolved_must_hold_before_it_is_fixed() {
    Episode resolved = FIRING.resolved(ACTED.plusSeconds(20));
    assertThat(step(resolved, false, Answer.UNKNOWN, false, 21))
        .isEqualTo(new ProofStep.Hold(ACTED.plusSeconds(30)));
    assertThat(outcome(step(resolved, false, Answer.GONE, true, 30)))
        .isEqualTo(RemediationOutcome.FIXED);
    assertThat(outcome(step(resolved, false, Answer.UNKNOWN, false, 30)))
        .isEqualTo(RemediationOutcome.FIXED);
  }

  @Test
  void an_alert_that_fires_again_in_the_hold_is_not_fixed() {
    Episode resolved = FIRING.resolved(ACTED.plusSeconds(20));
    assertThat(outcome(step(resolved, true, Answer.UNKNOWN, false, 22)))
        .isEqualTo(RemediationOutcome.NOT_FIXED);
    assertThat(outcome(step(resolved, false, Answer.FIRING, true, 30)))
        .isEqualTo(RemediationOutcome.NOT_FIXED);
    assertThat(outcome(step(FIRING.superseded(ACTED), false, Answer.UNKNOWN, false, 1)))
        .isEqualTo(RemediationOutcome.NOT_FIXED);
  }

  @Test
  void gone_from_alertmanager_without_a_resolved_counts_as_resolved() {
    assertThat(step(FIRING, false, Answer.GONE, true, 10)).isEqualTo(new ProofStep.Gone());
  }

  @Test
  void still_firing_at_the_deadline_is_not_fixed() {
    assertThat(outcome(step(FIRING, false, Answer.FIRING, true, 60)))
        .isEqualTo(RemediationOutcome.NOT_FIXED);
    assertThat(outcome(step(FIRING, false, Answer.UNKNOWN, false, 60)))
        .isEqualTo(RemediationOutcome.NOT_FIXED);
  }

  @Test
  void an_alertmanager_that_cannot_be_asked_leaves_it_unknown() {
    assertThat(outcome(step(FIRING, false, Answer.UNKNOWN, true, 60)))
        .isEqualTo(RemediationOutcome.UNKNOWN);
  }
}
