package io.promansible.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.http.Parameters;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationState;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import java.util.function.Predicate;

/**
 * Something as it is since a moment ago.
 *
 * @param kind run, alert, remediation, freeze or audit
 * @param id whose it is; empty where there is one of the kind only
 * @param state what differs when it changes
 * @param over whether it changes no more
 * @param data what followers are told, as JSON
 * @param visible who may be told
 */
record Change(
    String kind, String id, String state, boolean over, String data, Predicate<Principal> visible) {
  static final String RUN = "run";
  static final String ALERT = "alert";
  static final String REMEDIATION = "remediation";
  static final String FREEZE = "freeze";
  static final String AUDIT = "audit";

  /** What tells one thing from another. */
  String key() {
    return kind + "/" + id;
  }

  static Change of(Run run, int events, Predicate<Principal> visible) {
    String state = Parameters.shown(run.state()) + "/" + run.outcome() + "/" + run.reason();
    return new Change(
        RUN,
        run.id().toString(),
        state + "/" + run.cancelAsked() + "/" + events,
        run.state() == RunState.FINISHED,
        JsonNodeFactory.instance
            .objectNode()
            .put("id", run.id().toString())
            .put("state", Parameters.shown(run.state()))
            .put("outcome", Parameters.shown(run.outcome()))
            .toString(),
        visible);
  }

  static Change of(Remediation row, Predicate<Principal> visible) {
    return new Change(
        REMEDIATION,
        row.id().toString(),
        "%s/%s/%s/%s/%d/%s"
            .formatted(
                row.state(), row.outcome(), row.waitsFor(), row.runId(), row.step(), row.reason()),
        row.state() == RemediationState.FINISHED,
        JsonNodeFactory.instance
            .objectNode()
            .put("id", row.id().toString())
            .put("alert", row.episodeId().toString())
            .put("run", row.runId() == null ? null : row.runId().toString())
            .put("state", Parameters.shown(row.state()))
            .put("outcome", Parameters.shown(row.outcome()))
            .toString(),
        visible);
  }

  static Change of(Episode alert, Predicate<Principal> visible) {
    return new Change(
        ALERT,
        alert.id().toString(),
        alert.state().name(),
        !alert.firing(),
        JsonNodeFactory.instance
            .objectNode()
            .put("id", alert.id().toString())
            .put("alertname", alert.alertname())
            .put("state", Parameters.shown(alert.state()))
            .toString(),
        visible);
  }

  /** This, as it is told when it is not looked at any more. */
  Change gone() {
    return new Change(
        kind,
        id,
        "gone",
        true,
        JsonNodeFactory.instance.objectNode().put("id", id).toString(),
        visible);
  }

  /** Something of which there is one, and of which followers are told only that it changed. */
  static Change one(String kind, String state) {
    return new Change(kind, "", state, false, "{}", caller -> true);
  }
}
