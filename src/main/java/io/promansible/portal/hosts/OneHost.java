package io.promansible.portal.hosts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.access.Principal;
import io.promansible.facts.HostFacts;
import io.promansible.facts.HostFactsRepository;
import io.promansible.fault.NotFound;
import io.promansible.history.AlertFilter;
import io.promansible.history.AlertHistory;
import io.promansible.history.LiveRunRepository;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.history.VisibleRuns;
import io.promansible.inventory.Host;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Secrets;
import io.promansible.portal.Specs;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.portal.runs.RunList;
import io.promansible.routine.RoutineRepository;
import io.promansible.scope.VisibleAlerts;
import io.promansible.scope.VisibleHosts;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts the page of a host together. */
@Singleton
final class OneHost {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 15;
  private static final int TEXT = 300;

  private final LiveInventory inventory;
  private final VisibleHosts visible;
  private final HostFactsRepository facts;
  private final Past past;
  private final RoutineRepository routines;
  private final Clock clock;

  OneHost(
      LiveInventory inventory,
      VisibleHosts visible,
      HostFactsRepository facts,
      Past past,
      RoutineRepository routines,
      Clock clock) {
    this.inventory = inventory;
    this.visible = visible;
    this.facts = facts;
    this.past = past;
    this.routines = routines;
    this.clock = clock;
  }

  /** What happened on hosts. */
  @Singleton
  record Past(
      AlertHistory episodes,
      FiringHosts firing,
      VisibleAlerts alerts,
      RunHistory history,
      VisibleRuns runs,
      RunList rows,
      LiveRunRepository parts) {}

  HostPage of(Principal caller, String name) {
    visible.require(caller, name);
    Host host =
        inventory
            .get()
            .served()
            .inventory()
            .host(name)
            .orElseThrow(() -> new NotFound("no host '" + name + "' in the inventory"));
    Optional<HostFacts> known = facts.findById(name);
    return new HostPage(
        name,
        host.address(),
        host.groups(),
        host.aliases(),
        inventory.get().served().host(name).map(Specs::yaml).orElse(""),
        known.map(this::plain).orElse(Map.of()),
        When.of(known.map(HostFacts::gatheredAt).orElse(null), clock.instant()),
        alerts(caller, name),
        past.rows.rows(past.runs.of(caller, past.history.page(RunFilter.ofHost(name), SHOWN))),
        routines.checks().stream()
            .filter(check -> check.host().equals(name))
            .map(check ->
                new HostPage.CheckOf(
                    check.role(),
                    check.success() ? Status.good("passed") : Status.bad("failed"),
                    When.of(check.checkedAt(), clock.instant())))
            .toList(),
        past.parts.leases(List.of(name)).stream()
            .map(lease -> lease.runId().toString())
            .findFirst()
            .orElse(null));
  }

  private Map<String, String> plain(HostFacts known) {
    try {
      JsonNode all = Secrets.masked(JSON.readTree(known.facts()), inventory.secretNames());
      Map<String, String> shown = new TreeMap<>();
      all.properties()
          .forEach(one -> {
            String text =
                one.getValue().isTextual() ? one.getValue().asText() : one.getValue().toString();
            shown.put(one.getKey(), text.length() > TEXT ? text.substring(0, TEXT) + " …" : text);
          });
      return shown;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("facts that we stored are not JSON", e);
    }
  }

  private List<HostPage.Alert> alerts(Principal caller, String name) {
    // Those that fire first, also such that no handler answers.
    return Stream.concat(
            past.firing.of(caller).getOrDefault(name, List.of()).stream(),
            past.alerts.of(caller, past.episodes.page(AlertFilter.ofHost(name), SHOWN)).stream()
                .filter(row -> !row.firing()))
        .limit(SHOWN)
        .map(row ->
            new HostPage.Alert(
                row.id().toString(),
                row.alertname(),
                Status.of(row),
                row.annotationSet().get("summary"),
                When.of(row.startsAt(), clock.instant())))
        .toList();
  }
}
