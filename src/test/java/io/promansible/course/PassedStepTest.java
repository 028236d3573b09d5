package io.promansible.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.journey.OneServiceJourney;
import io.promansible.kit.Alerts;
import io.promansible.kit.Room;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A step that only watches is passed over. */
class PassedStepTest extends OneServiceJourney {
  @Test
  void a_step_that_somebody_else_moved_meanwhile_is_no_failure_of_the_remediation() {
    start(
        "handlers:\n"
            + Room.handler("Asked", "count", "escalate: [{roles: [count], mode: observe}]")
                .replace("mode: auto", "mode: approve"));
    call.accepted(Alerts.notification(Alerts.firing("Asked", "web1")));
    UUID id = UUID.fromString(call.waitingRemediation("Asked", "approve").path("id").asText());
    RemediationRepository rows = service.bean(RemediationRepository.class);
    Remediation seen = rows.findById(id).orElseThrow();
    // Another node was quicker, and far away looks are no part of this.
    Instant later = Instant.parse("2999-01-01T00:00:00Z");
    assertThat(rows.pass(id, seen.step(), later)).isEqualTo(1);
    assertThatThrownBy(() -> service.bean(StepDecision.class).passOver(seen, later))
        .isInstanceOf(IllegalStateException.class);
    Remediation now = rows.findById(id).orElseThrow();
    assertThat(now.state()).isEqualTo(RemediationState.WAITING);
    assertThat(now.step()).isEqualTo(1);
  }
}
