package io.promansible.freeze;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody lets nothing start.
 *
 * @param scope {@code all}, {@code handler:NAME}, {@code routine:NAME}, {@code host:NAME} or {@code
 *     group:NAME}
 * @param untilTime when it ends by itself; null when somebody must end it
 */
@MappedEntity("frozen")
public record Frozen(
    @Id String scope, String who, String reason, Instant since, @Nullable Instant untilTime) {
  /** As people read it. */
  String text() {
    return "%s froze %s: %s%s"
        .formatted(who, scope, reason, untilTime == null ? "" : " (until " + untilTime + ")");
  }
}
