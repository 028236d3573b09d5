package io.promansible.report;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Episode;
import io.promansible.alert.Notification;
import io.promansible.database.TimeIds;
import io.promansible.decision.Decider;
import io.promansible.decision.DecisionSources;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.Host;
import io.promansible.label.Matcher;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.RoleCatalog;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What would happen if an alert came now; stores nothing, starts nothing. */
@Singleton
public final class Explanation {
  /**
   * What one handler would do about one alert.
   *
   * @param miss the first matcher that does not hold; empty when all do
   * @param decision what would be decided; empty when the handler does not match
   */
  public record Answer(Handler handler, Optional<Matcher> miss, Optional<Decision> decision) {}

  /** One alert, and every handler's answer. */
  public record Explained(Alert alert, List<Answer> answers) {
    public Explained {
      answers = List.copyOf(answers);
    }
  }

  /**
   * What one handler would have done with the alerts of the past.
   *
   * @param matched how many episodes the handler matches
   * @param starts how often the handler would have started
   * @param mostInAnHour the most starts within an hour
   * @param held how often each guard would have held the handler back
   */
  public record Replayed(
      String handler, int matched, int starts, int mostInAnHour, Map<String, Integer> held) {}

  private static final int EPISODES_MAX = 50_000;

  private final DecisionSources sources;
  private final TransactionOperations<Connection> transactions;
  private final TriedHandlers tried;
  private final RoleCatalog catalog;
  private final Clock clock;

  /** Explains by the handlers in force, unless a call names others. */
  public Explanation(
      DecisionSources sources,
      TransactionOperations<Connection> transactions,
      TriedHandlers tried,
      RoleCatalog catalog,
      Clock clock) {
    this.sources = sources;
    this.transactions = transactions;
    this.tried = tried;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * The handlers to ask: those of a configuration that is only tried, else those in force.
   *
   * @throws io.promansible.fault.InputFault when that configuration is faulty, with file and line
   */
  public Handlers handlers(Optional<String> configuration) {
    return configuration.map(tried::of).orElseGet(sources.handlers());
  }

  /** What handlers would have done with the alerts of a span until now; at most 50,000 episodes. */
  public List<Replayed> replay(Handlers handlers, Duration span) {
    Instant since = clock.instant().minus(span);
    List<Episode> episodes =
        transactions.executeRead(status -> sources.episodes().since(since, EPISODES_MAX));
    return Replay.of(handlers, sources.inventory().get(), episodes);
  }

  /** The play that a handler would run on a host. */
  public String play(Handler handler, Host host) {
    boolean facts =
        handler.roles().stream()
            .flatMap(name -> catalog.find(Kind.ALERT, name).stream())
            .anyMatch(role -> role.meta().facts());
    return PlayTemplate.read(catalog.playbooks(), Kind.ALERT)
        .render(Set.of(host.name()), handler.roles(), 0, facts);
  }

  /**
   * Explains each alert of a notification.
   *
   * @param handlers to ask; those in force, or candidates
   * @param wanted whether the caller still waits, asked before each alert; if not, the rest is left
   *     out
   */
  public List<Explained> explain(
      Notification notification, Handlers handlers, BooleanSupplier wanted) {
    return transactions.executeRead(status -> {
      Instant now = clock.instant();
      // One decider for all alerts, so that a storm is explained as the storm that it would be.
      Decider decider = new Decider(sources, sources.inventory().get(), handlers.overall(), now);
      List<Explained> all = new ArrayList<>();
      for (Alert alert : notification.alerts()) {
        if (!wanted.getAsBoolean()) {
          break;
        }
        Episode episode = episode(notification.source(), alert, decider);
        all.add(
            new Explained(
                alert,
                handlers.all().stream()
                    .map(handler -> answer(handler, episode, decider))
                    .toList()));
      }
      return all;
    });
  }

  /** The episode that is known, if it fires; else the one that this alert would begin. */
  private Episode episode(String source, Alert alert, Decider decider) {
    return sources
        .episodes()
        .latest(alert.identity(source))
        .filter(latest -> latest.firing() && alert.status() == AlertStatus.FIRING)
        .filter(latest -> !alert.startsAt().isAfter(latest.startsAt()))
        .orElseGet(() -> {
          Instant now = decider.now();
          Episode fresh = Episode.opened(TimeIds.next(now), source, alert, now);
          if (sources.episodes().latest(fresh.alertId()).isEmpty()) {
            decider.noteUnwritten(fresh);
          }
          return fresh;
        });
  }

  private Answer answer(Handler handler, Episode episode, Decider decider) {
    Optional<Matcher> miss = handler.matchers().firstMiss(episode.labelSet());
    if (miss.isPresent()) {
      return new Answer(handler, miss, Optional.empty());
    }
    Decision decision = decider.decide(handler, episode);
    if (decision instanceof Decision.Start(var host, var parameters, var verdicts)) {
      decider.started(handler, episode, host.name());
    } else if (decision instanceof Decision.Skip skip && skip.reason() == Reason.BLAST_RADIUS) {
      skip.host().ifPresent(host -> decider.heldByBlastRadius(handler, host.name()));
    }
    return new Answer(handler, Optional.empty(), Optional.of(decision));
  }
}
