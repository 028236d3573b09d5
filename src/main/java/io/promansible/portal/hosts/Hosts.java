package io.promansible.portal.hosts;

import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.database.TimeIds;
import io.promansible.history.LiveRunRepository;
import io.promansible.history.LiveRunRepository.Lease;
import io.promansible.inventory.Host;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import io.promansible.portal.Link;
import io.promansible.portal.When;
import io.promansible.run.HostEnd;
import io.promansible.scope.VisibleHosts;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts the list of hosts together, of what the caller may see. */
@Singleton
final class Hosts {
  private static final int SHOWN = 100;
  private static final int DEPTH_MAX = 8;
  private static final int GROUPS_MAX = 500;
  private static final Duration LATELY = Duration.ofDays(30);

  private final LiveInventory inventory;
  private final VisibleHosts visible;
  private final FiringHosts firing;
  private final LiveRunRepository live;
  private final Clock clock;

  Hosts(
      LiveInventory inventory,
      VisibleHosts visible,
      FiringHosts firing,
      LiveRunRepository live,
      Clock clock) {
    this.inventory = inventory;
    this.visible = visible;
    this.firing = firing;
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
        rows(caller, page),
        found.size(),
        When.of(known.importedAt(), clock.instant()).words(),
        visible.all(caller) ? inventory.trouble().orElse(null) : null,
        rest.size() > page.size() ? Link.to("/inventory", next) : null);
  }

  /** The tree of groups, from the top; a group with two parents stands below each of them. */
  private List<HostsPage.Group> groups(Principal caller, Inventory known) {
    Map<String, List<String>> children = known.children();
    Set<String> below = new HashSet<>();
    children.values().forEach(below::addAll);
    List<HostsPage.Group> tree = new ArrayList<>();
    children
        .getOrDefault("all", List.copyOf(known.groups().keySet()))
        .forEach(group -> add(caller, known, children, group, 0, tree));
    known.groups().keySet().stream()
        .filter(group -> !group.equals("all") && !below.contains(group))
        .filter(group -> tree.stream().noneMatch(known1 -> known1.name().equals(group)))
        .forEach(group -> add(caller, known, children, group, 0, tree));
    return tree;
  }

  private void add(
      Principal caller,
      Inventory known,
      Map<String, List<String>> children,
      String group,
      int depth,
      List<HostsPage.Group> tree) {
    int hosts =
        (int) known.hostsOf(group).stream().filter(host -> visible.sees(caller, host)).count();
    if (hosts > 0 && depth < DEPTH_MAX && tree.size() < GROUPS_MAX && !group.equals("all")) {
      tree.add(new HostsPage.Group(group, hosts, depth));
      children
          .getOrDefault(group, List.of())
          .forEach(child -> add(caller, known, children, child, depth + 1, tree));
    }
  }

  private List<HostsPage.Row> rows(Principal caller, List<Host> page) {
    List<String> names = page.stream().map(Host::name).toList();
    if (names.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    Map<String, List<Episode>> alerts = firing.of(caller);
    Map<String, UUID> leases =
        live.leases(names).stream().collect(Collectors.toMap(Lease::host, Lease::runId));
    Map<String, Instant> ended =
        live.lastRuns(names, TimeIds.floor(now.minus(LATELY))).stream()
            .collect(Collectors.toMap(HostEnd::host, HostEnd::endedAt));
    return page.stream()
        .map(host ->
            new HostsPage.Row(
                host.name(),
                host.address(),
                String.join(", ", host.groups()),
                alerts.getOrDefault(host.name(), List.of()).size(),
                leases.containsKey(host.name()) ? String.valueOf(leases.get(host.name())) : null,
                When.of(ended.get(host.name()), now)))
        .toList();
  }
}
