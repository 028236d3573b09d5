package io.promansible.portal.runs;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.history.RunVars;
import io.promansible.history.UsualTime;
import io.promansible.history.VisibleRuns;
import io.promansible.inventory.Mask;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.portal.Link;
import io.promansible.portal.Status;
import io.promansible.portal.When;
import io.promansible.project.RunCommit;
import io.promansible.project.RunCommitRepository;
import io.promansible.queue.HeldHosts;
import io.promansible.remediation.Remediation;
import io.promansible.run.Cause;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts the page of a run together. */
@Singleton
final class OneRun {
  private static final int NAMES = 8;

  private final VisibleRuns visible;
  private final RunPartsRepository parts;
  private final Told told;
  private final RunTasks tasks;
  private final RoleCatalog catalog;
  private final Clock clock;

  OneRun(
      VisibleRuns visible,
      RunPartsRepository parts,
      Told told,
      RunTasks tasks,
      RoleCatalog catalog,
      Clock clock) {
    this.visible = visible;
    this.parts = parts;
    this.told = told;
    this.tasks = tasks;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** What is told of a run beside its tasks. */
  @Singleton
  record Told(RunVars vars, UsualTime usual, RunCommitRepository commits, HeldHosts held) {}

  RunPage of(Principal caller, Run run, RunPage.Tab tab) {
    List<String> names = parts.names(run.id(), NAMES);
    Map<String, String> given = given(run);
    String pattern =
        run.pattern() != null ? run.pattern() : String.join(",", parts.names(run.id(), 1000));
    boolean finished = run.state() == RunState.FINISHED;
    return new RunPage(
        run.id().toString(),
        String.join(", ", run.roleNames()),
        described(run),
        Status.of(run),
        RunList.why(run),
        run.reason(),
        run.checkMode(),
        finished,
        run.cancelAsked(),
        times(run),
        told.vars.alerts(run).stream().map(OneRun::alert).toList(),
        RunList.hosts(names, run.hostCount()),
        run.hostCount(),
        names,
        finished ? tasks.changed(run) : null,
        owner(run),
        told.commits.findById(run.id()).map(RunCommit::byProject).orElse(Map.of()),
        tasks.fault(run).orElse(null),
        given,
        run.outcome() == Outcome.LOST ? told.held.of(run) : 0,
        caller.may(AccessRole.OPERATOR, visible.subject(run)),
        finished && !run.vars().contains(Mask.STARS),
        RunCommands.shell(run, pattern, given),
        RunCommands.curl(run, pattern, given),
        again(run, pattern),
        tab);
  }

  private Map<String, String> described(Run run) {
    Map<String, String> described = new LinkedHashMap<>();
    if (run.cause() == Cause.JOB) {
      return described;
    }
    for (String role : run.roleNames()) {
      described.put(role, catalog.find(run.kind(), role).map(Role::description).orElse(""));
    }
    return described;
  }

  private static Map<String, String> owner(Run run) {
    return run.handler() != null
        ? Map.of("handler " + run.handler(), "/handlers/" + Link.encoded(run.handler()))
        : run.routine() != null
            ? Map.of("routine " + run.routine(), "/routines/" + Link.encoded(run.routine()))
            : Map.of();
  }

  private static RunPage.OfAlert alert(Remediation row) {
    return new RunPage.OfAlert(
        row.episodeId().toString(), row.alertname(), row.host(), Status.of(row));
  }

  private Map<String, String> given(Run run) {
    Map<String, String> given = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> one : told.vars.vars(run).properties()) {
      JsonNode value = one.getValue();
      given.put(one.getKey(), value.isTextual() ? value.asText() : value.toString());
    }
    return given;
  }

  /** The form of its first role, filled in as the run was. */
  private static String again(Run run, String pattern) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("hosts", pattern);
    query.put("like", run.id().toString());
    return Link.to("/roles/" + Link.encoded(run.roleNames().getFirst()), query);
  }

  private RunPage.Times times(Run run) {
    Instant now = clock.instant();
    return new RunPage.Times(
        When.of(run.queuedAt(), now),
        When.of(run.startedAt(), now),
        When.of(run.finishedAt(), now),
        run.startedAt() == null
            ? ""
            : When.span(
                Duration.between(run.startedAt(), Objects.requireNonNullElse(run.finishedAt(), now))
                    .abs()),
        told.usual.of(run).map(When::span).orElse(""),
        Objects.requireNonNullElse(run.node(), ""));
  }
}
