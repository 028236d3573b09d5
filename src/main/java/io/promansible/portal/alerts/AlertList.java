package io.promansible.portal.alerts;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.decision.StoredDecision;
import io.promansible.history.AlertFilter;
import io.promansible.history.AlertHistory;
import io.promansible.http.Page;
import io.promansible.label.Matchers;
import io.promansible.portal.Link;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.remediation.Remediation;
import io.promansible.scope.VisibleAlerts;
import io.promansible.scope.VisibleRemediations;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the list of alerts together, of what the caller may see. */
@Singleton
final class AlertList {
  private static final int SHOWN = 50;
  private static final int QUARANTINED = 100;

  private final EpisodeRepository episodes;
  private final AlertHistory history;
  private final VisibleAlerts visible;
  private final VisibleRemediations remediations;
  private final Clock clock;

  AlertList(
      EpisodeRepository episodes,
      AlertHistory history,
      VisibleAlerts visible,
      VisibleRemediations remediations,
      Clock clock) {
    this.episodes = episodes;
    this.history = history;
    this.visible = visible;
    this.remediations = remediations;
    this.clock = clock;
  }

  AlertsPage of(Principal caller, String tab, String filter, @Nullable String cursor) {
    if (tab.equals("quarantined")) {
      return new AlertsPage(tab, filter, null, List.of(), quarantined(caller), null);
    }
    Matchers matchers;
    try {
      matchers = filter.isBlank() ? new Matchers(List.of()) : Matchers.parse(filter);
    } catch (IllegalArgumentException e) {
      return new AlertsPage(tab, filter, e.getMessage(), List.of(), List.of(), null);
    }
    Page<Episode> page =
        Page.of(
            SHOWN,
            cursor,
            (from, most) ->
                history.page(new AlertFilter(AlertTabs.state(tab), null, null, from.end()), most),
            new Page.Row<>(Episode::firstSeen, Episode::id),
            rows ->
                AlertTabs.fitting(tab, visible.of(caller, rows), some -> decisions(caller, some))
                    .stream()
                    .filter(row -> matchers.match(row.labelSet()))
                    .toList());
    String older =
        page.next() == null
            ? null
            : Link.to("/alerts", ordered("tab", tab, "filter", filter, "cursor", page.next()));
    return new AlertsPage(tab, filter, null, groups(caller, page.rows()), List.of(), older);
  }

  private Map<UUID, List<StoredDecision>> decisions(Principal caller, List<Episode> rows) {
    return visible.decisions(caller, rows.stream().map(Episode::id).toList()).stream()
        .collect(Collectors.groupingBy(StoredDecision::episodeId));
  }

  private List<AlertsPage.Group> groups(Principal caller, List<Episode> rows) {
    Map<UUID, List<StoredDecision>> made = decisions(caller, rows);
    Map<UUID, List<Remediation>> acts =
        remediations.ofAlerts(caller, rows.stream().map(Episode::id).toList()).stream()
            .collect(Collectors.groupingBy(Remediation::episodeId));
    Map<String, List<AlertsPage.Row>> groups = new LinkedHashMap<>();
    for (Episode row : rows) {
      groups
          .computeIfAbsent(row.alertname(), name -> new java.util.ArrayList<>())
          .add(
              row(
                  row,
                  made.getOrDefault(row.id(), List.of()),
                  acts.getOrDefault(row.id(), List.of())));
    }
    return groups.entrySet().stream()
        .map(group -> new AlertsPage.Group(group.getKey(), group.getValue()))
        .toList();
  }

  private AlertsPage.Row row(Episode row, List<StoredDecision> made, List<Remediation> acts) {
    String host =
        made.stream()
            .map(StoredDecision::host)
            .filter(name -> name != null)
            .findFirst()
            .orElse(row.labelSet().get("instance"));
    return new AlertsPage.Row(
        row.id().toString(),
        Status.of(row),
        row.labelSet().get("severity"),
        host,
        row.annotationSet().get("summary"),
        When.of(row.startsAt(), clock.instant()),
        made.stream().map(Words::of).toList(),
        acts.stream()
            .map(act ->
                new AlertsPage.Act(
                    Status.of(act),
                    act.handler(),
                    act.runId() == null ? null : act.runId().toString()))
            .toList());
  }

  /** For who sees everything: nobody knows whose they are. */
  private List<AlertsPage.Quarantined> quarantined(Principal caller) {
    return caller.everywhere(AccessRole.VIEWER)
        ? episodes.quarantined(QUARANTINED).stream()
            .map(row ->
                new AlertsPage.Quarantined(
                    row.source(),
                    row.reason(),
                    row.raw(),
                    When.of(row.receivedAt(), clock.instant())))
            .toList()
        : List.of();
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> query = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      query.put(pairs[i], pairs[i + 1]);
    }
    return query;
  }
}
