package io.promansible.config;

import io.promansible.catalog.HandlerCatalog;
import io.promansible.handler.EscalationStep;
import io.promansible.handler.Handler;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.RunCommitRepository;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineCatalog;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/** Which handlers, routines and runs need roles of a project, whoever made them. */
@Singleton
final class ProjectUses {
  private final HandlerCatalog handlers;
  private final RoutineCatalog routines;
  private final RoleCatalog roles;
  private final RunCommitRepository commits;

  ProjectUses(
      HandlerCatalog handlers,
      RoutineCatalog routines,
      RoleCatalog roles,
      RunCommitRepository commits) {
    this.handlers = handlers;
    this.routines = routines;
    this.roles = roles;
    this.commits = commits;
  }

  /** The first that needs a role of a project, in words; empty when none does. */
  Optional<String> of(String project) {
    if (commits.ofLiving().stream().anyMatch(run -> run.byProject().containsKey(project))) {
      return Optional.of("a run that has not ended");
    }
    return Stream.concat(
            handlers.handlers().all().stream()
                .filter(handler -> names(handler).anyMatch(role -> isOf(project, Kind.ALERT, role)))
                .map(handler -> "the handler " + handler.name()),
            routines.all().values().stream()
                .flatMap(entry -> entry.routine().stream())
                .filter(routine ->
                    routine.roles().stream().anyMatch(role -> isOf(project, Kind.ROUTINE, role)))
                .map(Routine::name)
                .map(name -> "the routine " + name))
        .findFirst();
  }

  private static Stream<String> names(Handler handler) {
    return Stream.concat(
        handler.roles().stream(),
        handler.escalate().stream().map(EscalationStep::roles).flatMap(Collection::stream));
  }

  private boolean isOf(String project, Kind kind, String role) {
    return roles
        .find(kind, role)
        .flatMap(found -> found.checkout())
        .filter(commit -> commit.project().equals(project))
        .isPresent();
  }
}
