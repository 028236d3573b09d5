package io.promansible.intake;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.AlertmanagerState;
import io.promansible.alertmanager.AlertmanagerState.Answer;
import io.promansible.alertmanager.Hold;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionSources;
import io.promansible.label.Labels;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Alertmanager for all its alerts and compares them with the open episodes: takes in alerts
 * that the webhook missed, ends episodes that resolved unseen, and notes which alerts are silenced,
 * inhibited or muted. The alerts go through the intake.
 *
 * <p>A webhook may be lost for good: Alertmanager gives up after a while, and it never sends an
 * alert that resolves while it is silenced or inhibited.
 */
@Singleton
public final class AlertmanagerPoll implements Recurring {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int OPEN_MAX = 20_000;
  private static final Logger LOG = LoggerFactory.getLogger(AlertmanagerPoll.class);

  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final DecisionSources sources;
  private final PolledAlerts intake;
  private final WebhookHealth webhook;
  private final Clock clock;
  private volatile long next = System.nanoTime();

  /** A poll of the Alertmanager that is configured. */
  AlertmanagerPoll(
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      DecisionSources sources,
      PolledAlerts intake,
      WebhookHealth webhook,
      Clock clock) {
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.sources = sources;
    this.intake = intake;
    this.webhook = webhook;
    this.clock = clock;
  }

  @Override
  public String what() {
    return "asking Alertmanager for its alerts";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /**
   * Polls as soon as the inventory is known, and then every {@code alertmanager.reconcile}, which a
   * reload may change.
   */
  @Override
  public void run() {
    long now = System.nanoTime();
    if (sources.inventory().current().isPresent() && now - next >= 0) {
      next = now + settings.get().reconcile().toNanos();
      poll();
    }
  }

  /** Polls now. */
  void poll() {
    Instant asked = clock.instant();
    Optional<AlertmanagerState> answer = alertmanager.askAll();
    if (answer.isEmpty()) {
      return;
    }
    AlertmanagerState seen = answer.get();
    EpisodeRepository episodes = sources.episodes();
    Map<String, Episode> open = new HashMap<>();
    AlertmanagerSettings now = settings.get();
    episodes.firing(now.source(), OPEN_MAX).forEach(e -> open.put(e.alertId(), e));
    sources.holds().now(heldAlerts(seen, asked), asked.plus(now.reconcile().multipliedBy(3)));
    UnheardAlerts unheard = UnheardAlerts.of(seen, open, episodes::latest, now, asked);
    int missed = intake.take(unheard.alerts());
    if (missed > 0) {
      webhook.missed(unheard.toBeTold());
    }
    // Confirms the alerts just taken, too: they may resolve before the next poll.
    confirm(seen, missed == 0 ? open.values() : episodes.firing(now.source(), OPEN_MAX), asked);
    List<Episode> gone = open.values().stream().filter(e -> gone(e, seen, asked)).toList();
    int ended = intake.end(gone, clock.instant());
    if (missed + ended > 0) {
      LOG.info(
          "asked Alertmanager: {} alerts that no webhook told, {} that are over without a word",
          missed,
          ended);
    }
  }

  private void confirm(AlertmanagerState seen, Collection<Episode> open, Instant asked) {
    intake.confirm(
        open.stream()
            .filter(episode -> seen.present().containsKey(episode.labelSet()))
            .map(Episode::id)
            .toList(),
        asked);
  }

  private Map<String, Hold> heldAlerts(AlertmanagerState seen, Instant now) {
    AlertmanagerSettings ours = settings.get();
    Map<String, Hold> held = new HashMap<>();
    for (Labels labels : seen.present().keySet()) {
      seen.held(labels, ours.receiver(), now)
          .ifPresent(hold -> held.put(labels.digest(ours.source()), hold));
    }
    return held;
  }

  /**
   * Whether an episode is over: Alertmanager had its alert, no member has it now, all of them
   * answered, none started so recently that it may lack alerts, and no report came since the poll.
   */
  private boolean gone(Episode episode, AlertmanagerState seen, Instant asked) {
    Instant since = episode.lastSeen();
    Instant old = asked.minus(settings.get().young());
    Instant before = since.isBefore(old) ? since : old;
    return episode.confirmed()
        && since.isBefore(asked)
        && seen.of(episode.labelSet(), before) == Answer.GONE;
  }
}
