package io.promansible.portal.alerts;

import io.promansible.access.Principal;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.decision.StoredDecision;
import io.promansible.fault.Forbidden;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts the page of an alert together. */
@Singleton
final class OneAlert {
  private static final int EPISODES = 20;

  private final AlertStory story;
  private final EpisodeRepository episodes;
  private final VisibleAlerts visible;
  private final VisibleRemediations remediations;
  private final Supplier<Handlers> handlers;
  private final Clock clock;

  OneAlert(
      AlertStory story,
      EpisodeRepository episodes,
      VisibleAlerts visible,
      VisibleRemediations remediations,
      Supplier<Handlers> handlers,
      Clock clock) {
    this.story = story;
    this.episodes = episodes;
    this.visible = visible;
    this.remediations = remediations;
    this.handlers = handlers;
    this.clock = clock;
  }

  AlertPage of(Principal caller, UUID id) {
    Episode alert = visible.find(caller, id);
    AlertStory.Told told = story.of(caller, alert);
    List<Episode> all = episodes.ofAlert(alert.alertId(), EPISODES);
    String host =
        told.made().stream()
            .map(StoredDecision::host)
            .filter(name -> name != null)
            .findFirst()
            .orElse("");
    return new AlertPage(
        id.toString(),
        alert.alertname(),
        host,
        Status.of(alert),
        alert.labelSet().get("severity"),
        alert.annotationSet().get("summary"),
        When.of(alert.startsAt(), clock.instant()),
        says(told),
        told.line(),
        alert.labelSet().values().entrySet().stream()
            .map(label -> new AlertPage.Label(label.getKey(), label.getValue(), narrowed(label)))
            .toList(),
        new TreeMap<>(alert.annotationSet().values()),
        links(alert),
        Episodes.rows(alert, all, clock.instant()),
        Episodes.strip(all, clock.instant()),
        Episodes.raw(alert),
        waiting(caller, told.acts()),
        roles(told.made(), host),
        alert.firing() && closable(caller, id));
  }

  private static String narrowed(Map.Entry<String, String> label) {
    String value =
        label.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return Link.to(
        "/alerts", Map.of("filter", "{" + label.getKey() + "=\"" + value + "\"}", "tab", "all"));
  }

  private static Map<String, String> links(Episode alert) {
    Map<String, String> links = new LinkedHashMap<>();
    for (Map.Entry<String, String> annotation : alert.annotationSet().values().entrySet()) {
      Link.outside(annotation.getValue())
          .ifPresent(address ->
              links.put(
                  annotation.getKey().equals("runbook_url") ? "Runbook" : annotation.getKey(),
                  address));
    }
    Link.outside(alert.generatorUrl()).ifPresent(address -> links.put("In Prometheus", address));
    return links;
  }

  private static boolean idle(StoredDecision decision) {
    return AlertStory.IDLE.contains(Reason.of(decision.reason()));
  }

  /** What each handler decided; once its remediation has ended, how. */
  private static List<String> says(AlertStory.Told told) {
    Set<String> acted = told.acts().stream().map(Remediation::handler).collect(Collectors.toSet());
    return told.made().stream()
        // Once it was acted upon, that it needs no more is no news.
        .filter(decision ->
            decision.started() || !acted.contains(decision.handler()) || !idle(decision))
        .map(decision ->
            told.acts().stream()
                .filter(act -> decision.started() && act.handler().equals(decision.handler()))
                .filter(act -> act.finishedAt() != null)
                .findFirst()
                .map(act ->
                    "%s: %s%s"
                        .formatted(
                            act.handler(),
                            Status.of(act).word(),
                            act.reason().isEmpty() ? "" : ", " + act.reason()))
                .orElseGet(() -> Words.of(decision)))
        .toList();
  }

  private List<AlertPage.Waiting> waiting(Principal caller, List<Remediation> acts) {
    return acts.stream()
        .filter(act -> Reason.APPROVE.text().equals(act.waitsFor()))
        .map(act ->
            new AlertPage.Waiting(
                act.id().toString(),
                act.handler(),
                act.host(),
                act.handlerAtStep(handlers.get()).map(Handler::roles).orElse(List.of()),
                When.of(act.expiresAt(), clock.instant()),
                remediations.mayDecide(caller, act)))
        .toList();
  }

  private Map<String, String> roles(List<StoredDecision> made, String host) {
    Map<String, String> roles = new LinkedHashMap<>();
    made.stream()
        .flatMap(decision -> handlers.get().find(decision.handler()).stream())
        .flatMap(handler -> handler.roles().stream())
        .forEach(role ->
            roles.put(role, Link.to("/roles/" + Link.encoded(role), Map.of("hosts", host))));
    return roles;
  }

  private boolean closable(Principal caller, UUID id) {
    try {
      visible.requireOperable(caller, id);
      return true;
    } catch (Forbidden e) {
      return false;
    }
  }
}
