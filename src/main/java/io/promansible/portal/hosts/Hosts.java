package io.promansible.portal.hosts;

import io.promansible.access.Principal;
import io.promansible.database.TimeIds;
import io.promansible.decision.DecisionRepository;
import io.promansible.history.LiveRunRepository;
import io.promansible.history.LiveRunRepository.Lease;
import io.promansible.inventory.Host;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import io.promansible.portal.Link;
import io.promansible.portal.When;
import io.promansible.remediation.CountRow;
import io.promansible.run.HostEnd;
import io.promansible.run.RunPartsRepository;
import io.promansible.scope.VisibleHosts;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts the list of hosts together, of what the caller may see. */
@Singleton
final class Hosts {
  private static final int SHOWN = 100;
  private static final Duration LATELY = Duration.ofDays(30);

  private final LiveInventory inventory;
  private final VisibleHosts visible;
  private final DecisionRepository decisions;
  private final RunPartsRepository parts;
  private final LiveRunRepository live;
  private final Clock clock;

  Hosts(
      LiveInventory inventory,
      VisibleHosts visible,
      DecisionRepository decisions,
      RunPartsRepository parts,
      LiveRunRepository live,
      Clock clock) {
    this.inventory = inventory;
    this.visible = visible;
    this.decisions = decisions;
    this.parts = parts;
    this.live = live;
    this.clock = clock;
  }

  HostsPage all(Principal caller, String query, String group, String after) {
    Inventory known = inventory.get().served().inventory();
    String wanted = query.strip().toLowerCase(Locale.ROOT);
    List<Host> found =
        known.hosts().stream()
            .filter(host -> group.isEmpty() || known.hostsOf(group).contains(host.name()))
            .filter(host ->
                wanted.isEmpty()
                    || host.name().toLowerCase(Locale.ROOT).contains(wanted)
                    || host.address().contains(wanted))
            .filter(host -> visible.sees(caller, host.name()))
            .sorted(java.util.Comparator.comparing(Host::name))
            .toList();
    List<Host> rest = found.stream().filter(host -> host.name().compareTo(after) > 0).toList();
    List<Host> page = rest.stream().limit(SHOWN).toList();
    Map<String, String> next = new LinkedHashMap<>();
    next.put("q", query);
    next.put("group", group);
    next.put("after", page.isEmpty() ? "" : page.getLast().name());
    return new HostsPage(
        query,
        group,
        groups(caller, known),
        rows(page),
        found.size(),
        When.of(known.importedAt(), clock.instant()).words(),
        visible.all(caller) ? inventory.trouble().orElse(null) : null,
        rest.size() > page.size() ? Link.to("/inventory", next) : null);
  }

  private List<HostsPage.Group> groups(Principal caller, Inventory known) {
    return known.groups().entrySet().stream()
        .map(group ->
            new HostsPage.Group(
                group.getKey(),
                (int) group.getValue().stream().filter(host -> visible.sees(caller, host)).count()))
        .filter(group -> group.hosts() > 0)
        .toList();
  }

  private List<HostsPage.Row> rows(List<Host> page) {
    List<String> names = page.stream().map(Host::name).toList();
    if (names.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    Map<String, Long> firing =
        decisions.firingOn(names).stream()
            .collect(Collectors.toMap(CountRow::handler, CountRow::total));
    Map<String, UUID> leases =
        live.leases(names).stream().collect(Collectors.toMap(Lease::host, Lease::runId));
    Map<String, Instant> ended =
        parts.lastEnded(names, TimeIds.floor(now.minus(LATELY))).stream()
            .collect(Collectors.toMap(HostEnd::host, HostEnd::endedAt));
    return page.stream()
        .map(host ->
            new HostsPage.Row(
                host.name(),
                host.address(),
                String.join(", ", host.groups()),
                firing.getOrDefault(host.name(), 0L),
                leases.containsKey(host.name()) ? String.valueOf(leases.get(host.name())) : null,
                When.of(ended.get(host.name()), now)))
        .toList();
  }
}
