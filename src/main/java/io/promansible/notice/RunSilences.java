package io.promansible.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.alertmanager.AlertmanagerState;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionSources;
import io.promansible.handler.Handler;
import io.promansible.node.NodeIdentity;
import io.promansible.remediation.Remediation;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Silences the alert of a remediation while its run is on, where the handler wants that. Each
 * silence ends by itself soon after we stop renewing it, so that a dead Promansible never holds
 * back a page.
 */
@Singleton
final class RunSilences implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LASTS = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofSeconds(15);
  private static final int AT_ONCE = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(RunSilences.class);

  /**
   * A silence that we made.
   *
   * @param id by which Alertmanager knows it
   * @param at when it was made, or renewed last
   */
  private record Made(String id, Instant startsAt, Instant at) {}

  private final DecisionSources sources;
  private final AlertmanagerClient alertmanager;
  private final ExternalUrl address;
  private final NodeIdentity node;
  private final Clock clock;
  private final Map<UUID, Made> silences = new HashMap<>();

  /** Silences for the runs of this node. */
  RunSilences(
      DecisionSources sources,
      AlertmanagerClient alertmanager,
      ExternalUrl address,
      NodeIdentity node,
      Clock clock) {
    this.sources = sources;
    this.alertmanager = alertmanager;
    this.address = address;
    this.node = node;
    this.clock = clock;
  }

  @Override
  public String what() {
    return "silencing alerts of runs";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public void run() {
    if (!alertmanager.configured()) {
      return;
    }
    Instant now = clock.instant();
    Set<UUID> wanted = new HashSet<>();
    for (Remediation remediation : sources.runs().running(node.name(), AT_ONCE)) {
      Optional<Handler> handler = sources.handlers().get().find(remediation.handler());
      if (handler.filter(Handler::silence).isPresent()) {
        wanted.add(remediation.id());
        Made before = silences.get(remediation.id());
        if (before == null || !before.at().plus(AGAIN).isAfter(now)) {
          // Only alerts that Alertmanager itself has: a sender must not silence what others send.
          sources
              .episodes()
              .findById(remediation.episodeId())
              .filter(episode -> remediation.confirmed() || episode.confirmed())
              .ifPresent(episode -> silence(remediation, episode, now));
        }
      }
    }
    for (UUID id : new ArrayList<>(silences.keySet())) {
      if (!wanted.contains(id)) {
        Optional.ofNullable(silences.remove(id))
            .ifPresent(made -> alertmanager.unsilence(made.id()));
      }
    }
  }

  private void silence(Remediation remediation, Episode episode, Instant now) {
    Optional<Made> before = Optional.ofNullable(silences.get(remediation.id()));
    // A renewal keeps startsAt: else Alertmanager would end the silence and make a new one.
    Instant since = before.map(Made::startsAt).orElse(now);
    Optional<String> made =
        alertmanager.silence(body(remediation, episode, before.map(Made::id), since, now));
    if (made.isEmpty()) {
      // A silence that Alertmanager no longer knows is made anew the next time.
      silences.remove(remediation.id());
      return;
    }
    silences.put(remediation.id(), new Made(made.get(), since, now));
    if (before.isEmpty()) {
      LOG.info(
          "{} on {}: silenced while run {} is on",
          episode.alertname(),
          remediation.host(),
          remediation.runId());
    }
  }

  private ObjectNode body(
      Remediation remediation, Episode episode, Optional<String> id, Instant since, Instant now) {
    ObjectNode silence = JSON.createObjectNode();
    id.ifPresent(known -> silence.put("id", known));
    ArrayNode matchers = silence.putArray("matchers");
    episode
        .labelSet()
        .values()
        .forEach((name, value) ->
            matchers.addObject().put("name", name).put("value", value).put("isRegex", false));
    silence.put("startsAt", since.toString()).put("endsAt", now.plus(LASTS).toString());
    return silence
        .put("createdBy", AlertmanagerState.US)
        .put(
            "comment",
            "run %s by handler %s is on: %s"
                .formatted(
                    remediation.runId(), remediation.handler(), address.run(remediation.runId())));
  }
}
