package io.promansible.alert;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A firing or a resolve that is stored already; its key recognises a repeat. */
@MappedEntity("alert_event")
public record AlertEvent(@Id String eventKey, String alertId, String status, Instant receivedAt) {}
