package io.promansible.scope;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.decision.DecisionRepository;
import io.promansible.decision.StoredDecision;
import io.promansible.fault.Forbidden;
import io.promansible.fault.NotFound;
import io.promansible.inventory.HostFrom;
import io.promansible.inventory.LiveInventory;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The alerts that a caller may see: by the hosts and handlers of their decisions, and by the host
 * that the alert names.
 */
@Singleton
public final class VisibleAlerts {
  private final EpisodeRepository episodes;
  private final DecisionRepository decisions;
  private final VisibleHandlers handlers;
  private final LiveInventory inventory;

  VisibleAlerts(
      EpisodeRepository episodes,
      DecisionRepository decisions,
      VisibleHandlers handlers,
      LiveInventory inventory) {
    this.episodes = episodes;
    this.decisions = decisions;
    this.handlers = handlers;
    this.inventory = inventory;
  }

  /** Those of some alerts that a caller may see. */
  public List<Episode> of(Principal caller, List<Episode> rows) {
    if (caller.everywhere(AccessRole.VIEWER) || rows.isEmpty()) {
      return rows;
    }
    List<StoredDecision> made = decisions.ofEpisodes(rows.stream().map(Episode::id).toList());
    return rows.stream()
        .filter(row -> {
          List<StoredDecision> own =
              made.stream().filter(d -> d.episodeId().equals(row.id())).toList();
          return own.stream().anyMatch(decision -> sees(caller, decision))
              || caller.may(AccessRole.VIEWER, ofHosts(row, own));
        })
        .toList();
  }

  /** The decisions about some alerts that a caller may see. */
  public List<StoredDecision> decisions(Principal caller, List<UUID> alerts) {
    return alerts.isEmpty()
        ? List.of()
        : decisions.ofEpisodes(alerts).stream().filter(made -> sees(caller, made)).toList();
  }

  /** Whether a caller may see a decision. */
  public boolean sees(Principal caller, StoredDecision decision) {
    return caller.everywhere(AccessRole.VIEWER)
        || (decision.host() != null
            && handlers.sees(caller, decision.handler(), List.of(decision.host())));
  }

  /**
   * An alert by its hosts alone: a grant that ends at handlers or roles covers it by decisions
   * only.
   */
  private Subject ofHosts(Episode row, List<StoredDecision> own) {
    return new Subject(hosts(row, own), List.of(), List.of());
  }

  /** All hosts that an alert has to do with. */
  private Set<String> hosts(Episode row, List<StoredDecision> own) {
    Set<String> hosts = new HashSet<>();
    own.forEach(decision -> Optional.ofNullable(decision.host()).ifPresent(hosts::add));
    inventory
        .current()
        .flatMap(current ->
            current
                .resolver()
                .resolve(HostFrom.DEFAULTS, row.labelSet().get(HostFrom.DEFAULTS.label()))
                .found())
        .ifPresent(host -> hosts.add(host.name()));
    return hosts;
  }

  /**
   * An alert that a caller may see.
   *
   * @throws NotFound when there is none
   */
  public Episode find(Principal caller, UUID id) {
    return episodes
        .findById(id)
        .filter(row -> !of(caller, List.of(row)).isEmpty())
        .orElseThrow(() -> new NotFound("no alert " + id));
  }

  /**
   * Returns if a caller may close an alert, for all handlers and hosts.
   *
   * @throws NotFound when there is none that the caller may see
   * @throws Forbidden when the caller may see it, and no more
   */
  public void requireOperable(Principal caller, UUID id) {
    Episode row = find(caller, id);
    List<StoredDecision> own = decisions.ofEpisodes(List.of(id));
    Set<String> hosts = hosts(row, own);
    List<String> names =
        own.stream().map(StoredDecision::handler).filter(name -> !name.isEmpty()).toList();
    boolean all =
        names.isEmpty()
            ? caller.may(AccessRole.OPERATOR, ofHosts(row, own))
            : names.stream()
                .allMatch(name -> caller.may(AccessRole.OPERATOR, handlers.work(name, hosts)));
    if (!all) {
      throw new Forbidden(
          "no grant of %s as operator covers all that this alert has to do with"
              .formatted(caller.name()));
    }
  }
}
