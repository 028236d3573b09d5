package io.promansible.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionSources;
import io.promansible.node.NodeIdentity;
import io.promansible.remediation.Remediation;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Tells every Alertmanager what is done and what failed, so that its routes and inhibitions decide
 * who hears of it: {@code RemediationInProgress} while a run is on, {@code RemediationFailed} when
 * the last step did not help and the alert still fires.
 *
 * <p>These alerts are not stored: each run derives them from the remediations. Each alert ends by
 * itself soon after we stop renewing it, so that a dead Promansible never holds back a page.
 */
@Singleton
final class AlertNotices implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration RUNNING_AGAIN = Duration.ofSeconds(15);
  private static final Duration FAILED_AGAIN = Duration.ofMinutes(1);
  // Older failures are not sent: people have heard of them, or look at something else.
  private static final Duration FAILED_SINCE = Duration.ofDays(1);
  private static final int AT_ONCE = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An alert that Alertmanager was sent, and when. */
  private record Told(ObjectNode alert, Instant at) {}

  private final DecisionSources sources;
  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final NoticeTexts texts;
  private final NodeIdentity node;
  private final Clock clock;
  private final Map<UUID, Told> running = new HashMap<>();
  private final Map<UUID, Told> failed = new HashMap<>();

  /** Sends alerts about the runs of this node, and about all remediations that failed. */
  AlertNotices(
      DecisionSources sources,
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      ExternalUrl address,
      NodeIdentity node,
      Clock clock) {
    this.sources = sources;
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.texts = new NoticeTexts(address);
    this.node = node;
    this.clock = clock;
  }

  @Override
  public String what() {
    return "telling Alertmanager";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public void run() {
    if (!alertmanager.configured() || !settings.get().notices()) {
      return;
    }
    Instant now = clock.instant();
    tell(
        running,
        sources.runs().running(node.name(), AT_ONCE),
        RUNNING_AGAIN,
        now,
        texts::inProgress);
    tell(
        failed,
        sources.remediations().failed(now.minus(FAILED_SINCE), AT_ONCE),
        FAILED_AGAIN,
        now,
        texts::failure);
  }

  private interface Words {
    ObjectNode of(Remediation remediation, Episode episode, Instant now);
  }

  /** Sends new alerts, renews old ones, and ends those whose remediation is over. */
  private void tell(
      Map<UUID, Told> told, List<Remediation> current, Duration again, Instant now, Words words) {
    ArrayNode alerts = JSON.createArrayNode();
    Map<UUID, Told> next = new HashMap<>();
    Set<UUID> ids = new HashSet<>();
    for (Remediation remediation : current) {
      UUID id = remediation.id();
      ids.add(id);
      Told before = told.get(id);
      if (before == null || !before.at().plus(again).isAfter(now)) {
        sources
            .episodes()
            .findById(remediation.episodeId())
            .map(episode -> words.of(remediation, episode, now))
            .ifPresent(alert -> {
              alerts.add(alert);
              next.put(id, new Told(alert, now));
            });
      }
    }
    List<UUID> over = new ArrayList<>();
    told.forEach((id, before) -> {
      // If the query hit its limit, absence from the list does not mean that it is over.
      if (current.size() < AT_ONCE && !ids.contains(id)) {
        over.add(id);
        alerts.add(before.alert().deepCopy().put("endsAt", now.toString()));
      }
    });
    if (!alerts.isEmpty() && alertmanager.tell(alerts)) {
      over.forEach(told::remove);
      told.putAll(next);
    }
  }
}
