package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.handler.FaultKey;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import io.promansible.remediation.Remediation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds firing alerts about the same fault as a resolved alert: then the fault goes on. One object
 * serves a round: it reads the firing alerts once, and later only those that began since.
 */
final class OngoingFaults {
  private static final int MOST = 20_000;
  // For alerts that Alertmanager has: it is polled every minute or so.
  private static final Duration HEARD = Duration.ofMinutes(5);
  // For other senders' alerts, which come as often as their repeat interval: Alertmanager's is four
  // hours.
  private static final Duration TOLD = Duration.ofHours(6);

  private final EpisodeRepository episodes;
  private final LiveInventory inventory;
  private final Instant since;
  private final Map<String, List<Episode>> firing = new HashMap<>();
  private final Map<String, Map<String, List<Episode>>> byFault = new HashMap<>();

  /**
   * For one round.
   *
   * @param since when the round began
   */
  OngoingFaults(EpisodeRepository episodes, LiveInventory inventory, Instant since) {
    this.episodes = episodes;
    this.inventory = inventory;
    this.since = since;
  }

  /** Reads the firing alerts of a name, outside of the transaction that calls {@link #other}. */
  void read(String alertname) {
    firing.computeIfAbsent(alertname, name -> episodes.firingOf(name, Instant.EPOCH, MOST));
  }

  /**
   * Another firing alert about the fault of an episode. An alert last reported well before the
   * remediation began does not count: its resolve may have been lost.
   */
  Optional<Episode> other(Handler handler, Episode episode, Remediation remediation) {
    String fault = FaultKey.key(handler, episode.labelSet(), remediation.host());
    Instant heard = remediation.startedAt().minus(HEARD);
    List<Episode> fresh = episodes.firingOf(episode.alertname(), since, MOST);
    return Stream.concat(
            known(handler, episode.alertname()).getOrDefault(fault, List.of()).stream(),
            fresh.stream().filter(e -> fault(handler, e).equals(Optional.of(fault))))
        .filter(e -> !e.alertId().equals(episode.alertId()))
        .filter(e -> !e.lastSeen().isBefore(e.confirmed() ? heard : heard.minus(TOLD)))
        // The episode may have ended since it was read.
        .flatMap(e -> episodes.findById(e.id()).filter(Episode::firing).stream())
        .findFirst();
  }

  private Map<String, List<Episode>> known(Handler handler, String alertname) {
    return byFault.computeIfAbsent(
        handler.name() + '\n' + alertname,
        key -> {
          Map<String, List<Episode>> faults = new HashMap<>();
          for (Episode episode : firing.getOrDefault(alertname, List.of())) {
            fault(handler, episode)
                .ifPresent(
                    fault -> faults.computeIfAbsent(fault, f -> new ArrayList<>()).add(episode));
          }
          return faults;
        });
  }

  private Optional<String> fault(Handler handler, Episode episode) {
    Labels labels = episode.labelSet();
    return inventory.get().resolver().resolve(handler.meant(labels))
            instanceof Resolution.Found(Host host)
        ? Optional.of(FaultKey.key(handler, labels, host.name()))
        : Optional.empty();
  }
}
