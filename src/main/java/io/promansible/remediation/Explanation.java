package io.promansible.remediation;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.Notification;
import io.promansible.handler.Decision;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.LiveInventory;
import io.promansible.label.Matcher;
import io.promansible.run.RunIds;
import io.promansible.run.RunPartsRepository;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What would happen if an alert came now; stores nothing, starts nothing. */
public final class Explanation {
  /**
   * What one handler would do about one alert.
   *
   * @param miss the first matcher that does not hold; empty when all do
   * @param decision what it would decide; empty when it does not match
   */
  public record Answer(Handler handler, Optional<Matcher> miss, Optional<Decision> decision) {}

  /** One alert, and every handler's answer. */
  public record Explained(Alert alert, List<Answer> answers) {
    /** Copies. */
    public Explained {
      answers = List.copyOf(answers);
    }
  }

  private final History.Sources sources;
  private final LiveInventory inventory;
  private final Supplier<Handlers> handlers;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  /** An explanation by the handlers in force. */
  public Explanation(
      RemediationRepository remediations,
      DecisionRepository decisions,
      EpisodeRepository episodes,
      RunPartsRepository parts,
      Freezes freezes,
      LiveInventory inventory,
      Supplier<Handlers> handlers,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    this.sources = new History.Sources(remediations, decisions, episodes, parts, freezes);
    this.inventory = inventory;
    this.handlers = handlers;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Explains each alert of a notification. */
  public List<Explained> explain(Notification notification) {
    return transactions.executeRead(status -> {
      Instant now = clock.instant();
      // One history for all, so that a storm is explained as the storm it would be.
      History history = new History(sources, inventory.get(), now);
      List<Explained> all = new ArrayList<>();
      for (Alert alert : notification.alerts()) {
        Episode episode = episode(notification.source(), alert, now);
        all.add(
            new Explained(
                alert,
                handlers.get().all().stream()
                    .map(handler -> answer(handler, episode, history))
                    .toList()));
      }
      return all;
    });
  }

  /** The one that is known, if it fires; else the one that would begin. */
  private Episode episode(String source, Alert alert, Instant now) {
    return sources
        .episodes()
        .latest(alert.identity(source))
        .filter(latest -> latest.firing() && alert.status() == AlertStatus.FIRING)
        .filter(latest -> !alert.startsAt().isAfter(latest.startsAt()))
        .orElseGet(() -> Episode.opened(RunIds.next(now), source, alert, now));
  }

  private Answer answer(Handler handler, Episode episode, History history) {
    Optional<Matcher> miss = handler.matchers().firstMiss(episode.labelSet());
    if (miss.isPresent()) {
      return new Answer(handler, miss, Optional.empty());
    }
    Decision decision = history.decide(handler, episode);
    if (decision instanceof Decision.Start(var host, var parameters, var verdicts)) {
      history.started(handler, episode, host.name());
    }
    return new Answer(handler, Optional.empty(), Optional.of(decision));
  }
}
