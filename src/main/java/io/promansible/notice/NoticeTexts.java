package io.promansible.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerState;
import io.promansible.remediation.Remediation;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Makes our own alerts for Alertmanager, about remediations that are on or have failed. */
final class NoticeTexts {
  private static final Duration RUNNING_LASTS = Duration.ofSeconds(60);
  private static final Duration FAILED_LASTS = Duration.ofMinutes(5);
  private static final Set<String> NOT_COPIED = Set.of("alertname", "severity", "auto_remediate");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ExternalUrl address;

  NoticeTexts(ExternalUrl address) {
    this.address = address;
  }

  ObjectNode inProgress(Remediation remediation, Episode episode, Instant now) {
    ObjectNode alert =
        about(remediation, episode, AlertmanagerState.IN_PROGRESS, "info", now.plus(RUNNING_LASTS));
    // Without startsAt Alertmanager would take endsAt for it.
    alert.put("startsAt", remediation.startedAt().toString());
    alert
        .withObject("annotations")
        .put(
            "summary",
            "%s on %s is being remediated by %s"
                .formatted(episode.alertname(), remediation.host(), remediation.handler()));
    return alert;
  }

  ObjectNode failure(Remediation remediation, Episode episode, Instant now) {
    String severity = episode.labelSet().get("severity");
    ObjectNode alert =
        about(
            remediation,
            episode,
            "RemediationFailed",
            severity.isEmpty() ? "critical" : severity,
            now.plus(FAILED_LASTS));
    alert
        .withObject("annotations")
        .put(
            "summary",
            "%s on %s was not fixed by %s: a person is needed"
                .formatted(episode.alertname(), remediation.host(), remediation.handler()))
        .put("description", remediation.reason());
    Instant began = remediation.finishedAt();
    return alert.put("startsAt", (began == null ? now : began).toString());
  }

  /** Makes an alert with the labels of the remediated one, so that inhibitions can compare them. */
  private ObjectNode about(
      Remediation remediation, Episode episode, String alertname, String severity, Instant until) {
    ObjectNode alert = JSON.createObjectNode();
    ObjectNode labels = alert.putObject("labels");
    episode
        .labelSet()
        .values()
        .forEach((name, value) -> {
          if (!NOT_COPIED.contains(name)) {
            labels.put(name, value);
          }
        });
    labels
        .put("alertname", alertname)
        .put("severity", severity)
        .put("alert", episode.alertname())
        // Two alerts may differ in their severity alone.
        .put("alert_severity", episode.labelSet().get("severity"))
        .put("handler", remediation.handler());
    String run = address.run(remediation.runId());
    alert.putObject("annotations").put("run", run).put("host", remediation.host());
    return alert.put("generatorURL", run).put("endsAt", until.toString());
  }
}
