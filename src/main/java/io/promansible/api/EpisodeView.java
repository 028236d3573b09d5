package io.promansible.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.promansible.alert.Episode;
import io.promansible.decision.StoredDecision;
import io.promansible.handler.Handlers;
import io.promansible.http.Parameters;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRunRepository.Earlier;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An alert's episode as the API shows it. */
record EpisodeView(
    UUID id,
    String alertname,
    @Nullable String state,
    Map<String, String> labels,
    Map<String, String> annotations,
    String fingerprint,
    String generatorURL,
    Instant startsAt,
    Instant firstSeen,
    Instant lastSeen,
    @Nullable Instant resolvedAt,
    List<DecisionView> decisions,
    List<RemediationView> remediations) {

  /** A decision as the API shows it. */
  record DecisionView(
      @Nullable String handler,
      @Nullable String host,
      boolean started,
      String reason,
      String detail,
      @JsonRawValue String guards,
      Instant decidedAt) {}

  static EpisodeView of(
      Episode episode,
      List<StoredDecision> made,
      List<Remediation> done,
      List<Earlier> earlier,
      Handlers handlers) {
    return new EpisodeView(
        episode.id(),
        episode.alertname(),
        Parameters.shown(episode.state()),
        episode.labelSet().values(),
        episode.annotationSet().values(),
        episode.fingerprint(),
        episode.generatorUrl(),
        episode.startsAt(),
        episode.firstSeen(),
        episode.lastSeen(),
        episode.resolvedAt(),
        made.stream()
            .filter(d -> d.episodeId().equals(episode.id()))
            .map(EpisodeView::view)
            .toList(),
        done.stream()
            .filter(r -> r.episodeId().equals(episode.id()))
            .map(r -> RemediationView.of(r, handlers, earlier))
            .toList());
  }

  private static DecisionView view(StoredDecision d) {
    return new DecisionView(
        d.handler().isEmpty() ? null : d.handler(),
        d.host(),
        d.started(),
        d.reason(),
        d.detail(),
        d.verdicts(),
        d.decidedAt());
  }
}
