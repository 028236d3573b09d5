package io.promansible.remediation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerSettings;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.Seen;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every Alertmanager what is done and what failed, so that its routes and inhibitions decide
 * who hears of it: {@code RemediationInProgress} while a run is on, {@code RemediationFailed} when
 * the last step did not help and the alert still fires.
 *
 * <p>Nothing of it is stored: it follows from the remediations, again and again. Each ends by
 * itself soon after we fall silent, so that a dead Promansible never holds back a page. The same
 * holds for a silence, where a handler wants one.
 */
public final class Notices {
  private static final Duration RUNNING_LASTS = Duration.ofSeconds(60);
  private static final Duration RUNNING_AGAIN = Duration.ofSeconds(15);
  private static final Duration FAILED_LASTS = Duration.ofMinutes(5);
  private static final Duration FAILED_AGAIN = Duration.ofMinutes(1);
  // Longer ago people have heard of it, or look at something else.
  private static final Duration FAILED_SINCE = Duration.ofDays(1);
  private static final int AT_ONCE = 1000;
  private static final Set<String> NOT_COPIED = Set.of("alertname", "severity", "auto_remediate");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  /** One that Alertmanager has been told of. */
  private record Told(ObjectNode alert, Instant at) {}

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final Supplier<Handlers> handlers;
  private final Supplier<String> address;
  private final String node;
  private final Clock clock;
  private final Map<UUID, Told> running = new HashMap<>();
  private final Map<UUID, Told> failed = new HashMap<>();
  private final Map<UUID, Told> silences = new HashMap<>();
  private final Map<UUID, String> silenceIds = new HashMap<>();

  /**
   * Notices about the runs of a node, and about all that failed.
   *
   * @param address where people find this service
   */
  public Notices(
      HistorySources sources,
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      Supplier<String> address,
      String node,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.handlers = sources.handlers();
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.address = address;
    this.node = node;
    this.clock = clock;
  }

  /** Tells what there is to tell; called again and again, never by two threads. */
  public void look() {
    if (!alertmanager.configured()) {
      return;
    }
    Instant now = clock.instant();
    List<Remediation> acting = remediations.running(node, AT_ONCE);
    silence(acting, now);
    if (settings.get().notices()) {
      tell(running, acting, RUNNING_AGAIN, now, this::inProgress);
      tell(
          failed,
          remediations.failed(now.minus(FAILED_SINCE), AT_ONCE),
          FAILED_AGAIN,
          now,
          this::failure);
    }
  }

  private interface Words {
    ObjectNode of(Remediation remediation, Episode episode, Instant now);
  }

  /** New ones and those to be renewed, and the end of those that are over. */
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
        episodes
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
      // Where there are more than are asked for, what is not among them need not be over.
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

  private ObjectNode inProgress(Remediation remediation, Episode episode, Instant now) {
    ObjectNode alert =
        about(remediation, episode, "RemediationInProgress", "info", now.plus(RUNNING_LASTS));
    alert
        .withObject("annotations")
        .put(
            "summary",
            "%s on %s is being remediated by %s"
                .formatted(episode.alertname(), remediation.host(), remediation.handler()));
    return alert;
  }

  private ObjectNode failure(Remediation remediation, Episode episode, Instant now) {
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

  /** The alert's own labels, so that inhibitions can compare them, and whose it is. */
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
        // Two alerts may differ in it alone.
        .put("alert_severity", episode.labelSet().get("severity"))
        .put("handler", remediation.handler());
    String run = address.get() + "/api/v1/runs/" + remediation.runId();
    alert.putObject("annotations").put("run", run).put("host", remediation.host());
    return alert.put("generatorURL", run).put("endsAt", until.toString());
  }

  private void silence(List<Remediation> acting, Instant now) {
    Set<UUID> wanted = new HashSet<>();
    for (Remediation remediation : acting) {
      Optional<Handler> handler = handlers.get().find(remediation.handler());
      if (handler.filter(Handler::silence).isPresent()) {
        wanted.add(remediation.id());
        Told before = silences.get(remediation.id());
        if (before == null || !before.at().plus(RUNNING_AGAIN).isAfter(now)) {
          episodes
              .findById(remediation.episodeId())
              .ifPresent(episode -> silence(remediation, episode, now));
        }
      }
    }
    for (UUID id : new ArrayList<>(silences.keySet())) {
      if (!wanted.contains(id)) {
        silences.remove(id);
        Optional.ofNullable(silenceIds.remove(id)).ifPresent(alertmanager::unsilence);
      }
    }
  }

  private void silence(Remediation remediation, Episode episode, Instant now) {
    ObjectNode silence = JSON.createObjectNode();
    Optional.ofNullable(silenceIds.get(remediation.id())).ifPresent(id -> silence.put("id", id));
    ArrayNode matchers = silence.putArray("matchers");
    episode
        .labelSet()
        .values()
        .forEach((name, value) ->
            matchers.addObject().put("name", name).put("value", value).put("isRegex", false));
    // A renewal keeps its start: with another one Alertmanager would end it and make a new one.
    String since =
        Optional.ofNullable(silences.get(remediation.id()))
            .map(before -> before.alert().path("startsAt").asText())
            .orElse(now.toString());
    silence.put("startsAt", since).put("endsAt", now.plus(RUNNING_LASTS).toString());
    silence
        .put("createdBy", Seen.US)
        .put(
            "comment",
            "run %s by handler %s is on: %s/api/v1/runs/%s"
                .formatted(
                    remediation.runId(),
                    remediation.handler(),
                    address.get(),
                    remediation.runId()));
    Optional<String> made = alertmanager.silence(silence);
    if (made.isEmpty()) {
      // One that it no longer knows is made anew the next time.
      silenceIds.remove(remediation.id());
      silences.remove(remediation.id());
    }
    made.ifPresent(id -> {
      if (silenceIds.put(remediation.id(), id) == null) {
        LOG.info(
            "{} on {}: silenced while run {} is on",
            episode.alertname(),
            remediation.host(),
            remediation.runId());
      }
      silences.put(remediation.id(), new Told(silence, now));
    });
  }
}
