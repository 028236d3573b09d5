package io.promansible.alert;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** Something that was heard, so that a repeat is known as one. */
@MappedEntity("alert_event")
public record AlertEvent(@Id String eventKey, String alertId, String status, Instant receivedAt) {}
