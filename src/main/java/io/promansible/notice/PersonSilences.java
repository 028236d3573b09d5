package io.promansible.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.audit.AuditLog;
import io.promansible.fault.Conflict;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Silences in Alertmanager that people make here, for one alert each. */
@Singleton
public final class PersonSilences {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofDays(30);

  private final AlertmanagerClient alertmanager;
  private final AuditLog audit;
  private final Clock clock;

  PersonSilences(AlertmanagerClient alertmanager, AuditLog audit, Clock clock) {
    this.alertmanager = alertmanager;
    this.audit = audit;
    this.clock = clock;
  }

  /** Whether there is an Alertmanager to ask. */
  public boolean possible() {
    return alertmanager.configured();
  }

  /**
   * Silences an alert, by all its labels, for a time.
   *
   * @throws Conflict when the alert is not one of the configured Alertmanager
   * @throws InputFault when the reason is missing, or the time is too long
   * @throws WorldFault when no Alertmanager took it
   */
  public void silence(Episode alert, Duration time, String who, String reason) {
    AuditLog.requireReason(reason);
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new InputFault("for", "must be more than nothing, and at most 30d");
    }
    // A sender must not silence what others send.
    if (!alert.confirmed()) {
      throw new Conflict("Alertmanager itself has not told of this alert; silence it there");
    }
    Instant now = clock.instant();
    ObjectNode body = JSON.createObjectNode();
    ArrayNode matchers = body.putArray("matchers");
    alert
        .labelSet()
        .values()
        .forEach((name, value) ->
            matchers
                .addObject()
                .put("name", name)
                .put("value", value)
                .put("isRegex", false)
                .put("isEqual", true));
    body.put("startsAt", now.toString())
        .put("endsAt", now.plus(time).toString())
        .put("createdBy", who)
        .put("comment", reason + " (Promansible)");
    String id =
        alertmanager
            .silence(body)
            .orElseThrow(() -> new WorldFault("no Alertmanager took the silence; try again"));
    audit.record(who, "silence", "alert:" + alert.id(), reason + " (" + id + ")", () -> true);
  }
}
