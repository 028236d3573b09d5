package io.promansible.portal.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.decision.StoredDecision;
import io.promansible.guard.Reason;
import io.promansible.history.VisibleRuns;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRunRepository;
import io.promansible.remediation.RemediationRunRepository.Earlier;
import io.promansible.remediation.RemediationState;
import io.promansible.run.Run;
import io.promansible.scope.VisibleAlerts;
import io.promansible.scope.VisibleRemediations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Tells what happened about an alert, in order, of what the caller may see. */
@Singleton
final class AlertStory {
  /** Reasons that hold nothing back. */
  static final Set<Reason> IDLE = Set.of(Reason.RESOLVED, Reason.DUPLICATE);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final VisibleAlerts alerts;
  private final VisibleRemediations remediations;
  private final RemediationRunRepository earlier;
  private final VisibleRuns runs;
  private final Clock clock;

  AlertStory(
      VisibleAlerts alerts,
      VisibleRemediations remediations,
      RemediationRunRepository earlier,
      VisibleRuns runs,
      Clock clock) {
    this.alerts = alerts;
    this.remediations = remediations;
    this.earlier = earlier;
    this.runs = runs;
    this.clock = clock;
  }

  /** What was decided, what is done, and the line of both. */
  record Told(List<StoredDecision> made, List<Remediation> acts, List<AlertPage.Event> line) {}

  Told of(Principal caller, Episode alert) {
    List<StoredDecision> made = alerts.decisions(caller, List.of(alert.id()));
    List<Remediation> acts = remediations.ofAlerts(caller, List.of(alert.id()));
    List<At> line = new ArrayList<>();
    add(line, alert.startsAt(), "bad", "It began", "as Prometheus says");
    add(
        line,
        alert.firstSeen(),
        "idle",
        "Alertmanager told us",
        When.span(between(alert.startsAt(), alert.firstSeen())) + " after it began");
    made.forEach(decision -> line.add(new At(decision.decidedAt(), decided(decision))));
    acts.forEach(act -> of(caller, act, line));
    if (alert.resolvedAt() != null) {
      add(
          line,
          alert.resolvedAt(),
          "good",
          alert.firing()
              ? "It resolved"
              : Status.of(alert).word().equals("resolved")
                  ? "It resolved"
                  : "It began anew, as another episode",
          Objects.requireNonNullElse(
              alert.vanished(),
              "after " + When.span(between(alert.startsAt(), alert.resolvedAt()))));
    }
    return new Told(
        made, acts, line.stream().sorted(Comparator.comparing(At::at)).map(At::event).toList());
  }

  private record At(Instant at, AlertPage.Event event) {}

  private void add(List<At> line, Instant at, String kind, String text, String more) {
    line.add(new At(at, AlertPage.Event.of(when(at), kind, text, more, null)));
  }

  private AlertPage.Event decided(StoredDecision decision) {
    return new AlertPage.Event(
        when(decision.decidedAt()),
        decision.started() ? "busy" : IDLE.contains(Reason.of(decision.reason())) ? "idle" : "wait",
        Words.of(decision),
        decision.host() == null ? "" : "host " + decision.host(),
        null,
        guards(decision.verdicts()));
  }

  private static List<AlertPage.Guard> guards(String verdicts) {
    try {
      return StreamSupport.stream(JSON.readTree(verdicts).spliterator(), false)
          .map(guard ->
              new AlertPage.Guard(
                  guard.path("guard").asText(),
                  guard.path("held").asBoolean(),
                  guard.path("detail").asText()))
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("verdicts that we stored are not JSON", e);
    }
  }

  private void of(Principal caller, Remediation act, List<At> line) {
    if (act.state() == RemediationState.WAITING && act.waitsFor() != null) {
      add(
          line,
          act.startedAt(),
          "wait",
          act.handler() + " waits: " + act.waitsFor().replace('_', ' '),
          act.reason());
    }
    if (act.decidedBy() != null) {
      add(
          line,
          Optional.ofNullable(act.actedAt())
              .or(() -> Optional.ofNullable(act.finishedAt()))
              .orElse(act.startedAt()),
          "idle",
          "Decided by " + act.decidedBy(),
          "");
    }
    runs(act).flatMap(id -> runs.look(caller, id).stream()).forEach(run -> of(run, line));
    if (act.actedAt() != null && act.state() == RemediationState.VERIFYING) {
      add(
          line,
          act.actedAt(),
          "busy",
          "Is it fixed? Until "
              + When.of(act.deadline(), clock.instant()).full()
              + " the alert has time to resolve",
          act.handler() + " on " + act.host());
    }
    if (act.finishedAt() != null) {
      Status status = Status.of(act);
      add(
          line,
          act.finishedAt(),
          status.kind(),
          act.handler() + " on " + act.host() + ": " + status.word(),
          act.reason());
    }
  }

  /** The ids of all runs of a remediation, in order. */
  private Stream<UUID> runs(Remediation act) {
    return Stream.concat(
            earlier.earlier(List.of(act.id())).stream().map(Earlier::runId),
            Stream.ofNullable(act.runId()))
        .distinct();
  }

  private void of(Run run, List<At> line) {
    if (run.startedAt() == null) {
      add(line, run, run.queuedAt(), "wait", "is " + Status.of(run).word(), run.reason());
      return;
    }
    add(
        line,
        run,
        run.startedAt(),
        "busy",
        "began",
        run.checkMode() ? "in check mode: it changes nothing" : "");
    if (run.finishedAt() != null) {
      Status status = Status.of(run);
      String took = When.span(between(run.startedAt(), run.finishedAt()));
      add(
          line,
          run,
          run.finishedAt(),
          status.kind(),
          status.word() + ", after " + took,
          run.reason());
    }
  }

  private void add(List<At> line, Run run, Instant at, String kind, String text, String more) {
    String what = "Run of " + String.join(", ", run.roleNames()) + " " + text;
    line.add(new At(at, AlertPage.Event.of(when(at), kind, what, more, "/runs/" + run.id())));
  }

  private When when(Instant at) {
    return When.of(at, clock.instant());
  }

  private static Duration between(Instant from, Instant to) {
    Duration span = Duration.between(from, to);
    return span.isNegative() ? Duration.ZERO : span;
  }
}
