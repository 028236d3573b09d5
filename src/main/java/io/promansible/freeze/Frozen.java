package io.promansible.freeze;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A freeze that a person set through the API.
 *
 * @param scope {@code all}, {@code handler:NAME}, {@code routine:NAME}, {@code host:NAME} or {@code
 *     group:NAME}
 * @param untilTime when the freeze ends by itself; null when somebody must end it
 */
@MappedEntity("frozen")
public record Frozen(
    @Id String scope, String who, String reason, Instant since, @Nullable Instant untilTime) {
  /** The freeze as a sentence for people. */
  String text() {
    return "%s froze %s: %s%s"
        .formatted(who, scope, reason, untilTime == null ? "" : " (until " + untilTime + ")");
  }
}
