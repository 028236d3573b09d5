package io.promansible.remediation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.ansible.Recap;
import io.promansible.ansible.UnsafeVars;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import io.promansible.inventory.Host;
import io.promansible.inventory.LiveInventory;
import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwner;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands for the runs that alerts caused. */
public final class AlertRuns implements RunOwner {
  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final Supplier<Handlers> handlers;
  private final Freezes freezes;
  private final LiveInventory inventory;
  private final AlertmanagerClient alertmanager;
  private final Map<UUID, Map<String, String>> refused = new ConcurrentHashMap<>();
  private final IntakeMetrics metrics;
  private final Clock clock;

  /** An owner. */
  public AlertRuns(
      RemediationRepository remediations,
      EpisodeRepository episodes,
      Supplier<Handlers> handlers,
      Freezes freezes,
      LiveInventory inventory,
      AlertmanagerClient alertmanager,
      IntakeMetrics metrics,
      Clock clock) {
    this.remediations = remediations;
    this.episodes = episodes;
    this.handlers = handlers;
    this.freezes = freezes;
    this.inventory = inventory;
    this.alertmanager = alertmanager;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Cause cause() {
    return Cause.ALERT;
  }

  /**
   * Frozen after it was queued: it waits, and is looked at once more when it may start. Then
   * Alertmanager is asked, here and not in the transaction that starts it: its answer may take
   * seconds.
   */
  @Override
  public Optional<String> waits(Run run) {
    Optional<String> frozen = frozen(run);
    if (frozen.isEmpty()) {
      refused.put(run.id(), refusals(run));
    }
    return frozen;
  }

  /**
   * Hosts none of whose alerts is worth acting upon, as Alertmanager says; one that does not
   * answer, or may never have had the alert, refuses nothing.
   */
  private Map<String, String> refusals(Run run) {
    Map<String, String> why = new HashMap<>();
    Set<String> wanted = new HashSet<>();
    for (Remediation remediation : remediations.ofRun(run.id())) {
      Optional<Episode> episode = episodes.findById(remediation.episodeId());
      episode
          .flatMap(e -> refusal(remediation, e))
          .ifPresentOrElse(
              reason -> why.put(remediation.host(), reason), () -> wanted.add(remediation.host()));
    }
    why.keySet().removeAll(wanted);
    return why;
  }

  private Optional<String> refusal(Remediation remediation, Episode episode) {
    return alertmanager
        .ask(episode.alertname())
        .flatMap(seen -> {
          if (seen.silenced().contains(episode.labelSet())) {
            return Optional.of("somebody silenced the alert in Alertmanager");
          }
          boolean gone =
              seen.of(episode.labelSet(), episode.lastSeen()) == AlertmanagerClient.Answer.GONE;
          return gone && remediation.confirmed()
              ? Optional.of("Alertmanager no longer has the alert")
              : Optional.empty();
        });
  }

  private Optional<String> frozen(Run run) {
    List<Frozen> switched = freezes.switched();
    Instant now = clock.instant();
    for (Remediation remediation : remediations.ofRun(run.id())) {
      Optional<Host> host = inventory.get().inventory().host(remediation.host());
      Optional<String> why = freezes.holds(switched, remediation.handler(), host, now);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /**
   * A host none of whose alerts fires any more has nothing to be fixed; and a handler that was
   * taken away, or told to observe, since the run was queued does not start it any more.
   */
  @Override
  public Map<String, String> dropped(Run run, List<String> hosts) {
    boolean auto =
        Optional.ofNullable(run.handler())
            .flatMap(handlers.get()::find)
            .filter(handler -> handler.mode() == Mode.AUTO)
            .isPresent();
    Map<String, Boolean> firing = new HashMap<>();
    for (Remediation remediation : remediations.ofRun(run.id())) {
      boolean fires = episodes.findById(remediation.episodeId()).map(Episode::firing).orElse(false);
      firing.merge(remediation.host(), fires, Boolean::logicalOr);
    }
    Map<String, String> refusedHosts =
        Optional.ofNullable(refused.remove(run.id())).orElse(Map.of());
    Map<String, String> dropped = new LinkedHashMap<>();
    for (String host : hosts) {
      String refusal = refusedHosts.get(host);
      if (refusal != null) {
        dropped.put(host, refusal);
      } else if (!auto) {
        dropped.put(host, "handler " + run.handler() + " is gone or no longer in mode auto");
      } else if (!firing.getOrDefault(host, false)) {
        dropped.put(host, "resolved before the start");
      }
    }
    return dropped;
  }

  @Override
  public void describe(Run run, List<String> hosts, ObjectNode promansible) {
    ObjectNode alerts = promansible.putObject("alerts");
    hosts.forEach(alerts::putArray);
    for (Remediation remediation : remediations.ofRun(run.id())) {
      Optional<Episode> episode = episodes.findById(remediation.episodeId());
      if (episode.isPresent() && alerts.get(remediation.host()) instanceof ArrayNode ofHost) {
        ObjectNode alert = ofHost.addObject();
        alert.set("labels", UnsafeVars.labels(episode.get().labelSet()));
        alert.set("annotations", UnsafeVars.labels(episode.get().annotationSet()));
        alert.put("starts_at", episode.get().startsAt().toString());
      }
    }
  }

  @Override
  public void finished(Run run, List<RunHost> hosts) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Outcome outcome = Objects.requireNonNull(run.outcome());
    refused.remove(run.id());
    Map<String, RunHost> byName = new HashMap<>();
    hosts.forEach(host -> byName.put(host.host(), host));
    for (Remediation remediation : remediations.ofRun(run.id())) {
      RunHost host = byName.get(remediation.host());
      switch (outcome) {
        case SUCCEEDED, FAILED, UNREACHABLE -> judge(remediation, run, host, now);
        case TIMED_OUT -> finish(remediation, RemediationOutcome.NOT_FIXED, run.reason(), now);
        case CANCELLED, LOST -> finish(remediation, RemediationOutcome.UNKNOWN, run.reason(), now);
        case NOT_STARTED ->
            finish(remediation, notStarted(host), "not started: " + run.reason(), now);
      }
    }
  }

  private static RemediationOutcome notStarted(@Nullable RunHost host) {
    // It got well by itself: not our merit, and nothing that people must look after.
    return host != null && host.dropped() != null
        ? RemediationOutcome.UNKNOWN
        : RemediationOutcome.NOT_FIXED;
  }

  private void judge(Remediation remediation, Run run, @Nullable RunHost host, Instant now) {
    if (host != null && host.dropped() != null) {
      finish(remediation, RemediationOutcome.UNKNOWN, host.dropped(), now);
    } else if (host != null && host.recap().map(Recap::good).orElse(false)) {
      remediations.verify(remediation.id(), now);
    } else {
      String why = host == null ? "" : host.recap().map(AlertRuns::words).orElse(run.reason());
      finish(remediation, RemediationOutcome.NOT_FIXED, why, now);
    }
  }

  private static String words(Recap recap) {
    return recap.failed() > 0 ? "the role failed on the host" : "the host could not be reached";
  }

  private void finish(Remediation r, RemediationOutcome outcome, String reason, Instant now) {
    if (remediations.finish(r.id(), outcome.name(), reason, now) == 1) {
      metrics.finished(r, outcome, now);
    }
  }
}
