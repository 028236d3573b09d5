package io.promansible.portal.roles;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.fault.Finding;
import io.promansible.fault.NotFound;
import io.promansible.handler.Handlers;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.history.VisibleRuns;
import io.promansible.playbook.Kind;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import io.promansible.portal.Link;
import io.promansible.portal.Markdown;
import io.promansible.portal.Status;
import io.promansible.portal.runs.RunList;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import io.promansible.scope.VisibleHandlers;
import io.promansible.scope.VisibleRoutines;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the pages of roles together. */
@Singleton
final class Roles {
  private static final int LAST = 20;

  private final RoleCatalog catalog;
  private final RunHistory history;
  private final VisibleRuns visible;
  private final RunList rows;
  private final Users users;

  Roles(RoleCatalog catalog, RunHistory history, VisibleRuns visible, RunList rows, Users users) {
    this.catalog = catalog;
    this.history = history;
    this.visible = visible;
    this.rows = rows;
    this.users = users;
  }

  /** What runs roles. */
  @Singleton
  record Users(Supplier<Handlers> handlers, VisibleHandlers visible, VisibleRoutines routines) {}

  RolesPage all(Principal caller) {
    return new RolesPage(
        catalog.all().stream()
            .filter(role -> caller.may(AccessRole.VIEWER, Subject.role(role.name())))
            .map(role -> row(caller, role))
            .toList(),
        caller.everywhere(AccessRole.VIEWER)
            ? catalog.ignored().stream().map(Finding::toString).toList()
            : List.of());
  }

  private RolesPage.Row row(Principal caller, Role role) {
    List<Run> last = last(caller, role.name());
    return new RolesPage.Row(
        role.name(),
        Status.words(role.kind()),
        role.description(),
        role.meta().risk().map(Status::words).orElse(""),
        role.faults().isEmpty() ? Status.good("sound") : Status.bad("faulty"),
        last.reversed().stream().map(Status::of).toList(),
        share(last));
  }

  private List<Run> last(Principal caller, String role) {
    return visible.of(caller, history.page(RunFilter.ofRole(role), LAST));
  }

  private static String share(List<Run> last) {
    List<Run> ended = last.stream().filter(run -> run.state() == RunState.FINISHED).toList();
    long good = ended.stream().filter(run -> run.outcome() == Outcome.SUCCEEDED).count();
    return ended.isEmpty()
        ? "has not run yet"
        : "%d of the last %d succeeded".formatted(good, ended.size());
  }

  /**
   * The role of a name that the caller may see.
   *
   * @throws NotFound when there is none
   */
  Role find(Principal caller, String name) {
    return catalog
        .find(Kind.ROUTINE, name)
        .filter(role -> caller.may(AccessRole.VIEWER, Subject.role(role.name())))
        .orElseThrow(() -> new NotFound("no role '" + name + "'"));
  }

  RolePage page(Principal caller, Role role, @Nullable RoleForm form) {
    List<Run> last = last(caller, role.name());
    return new RolePage(
        role.name(),
        Status.words(role.kind()),
        role.description(),
        role.meta().risk().map(Status::words).orElse("safe"),
        Markdown.html(role.readme()),
        needs(role),
        role.faults().stream().map(Finding::toString).toList(),
        role.remarks().stream().map(Finding::toString).toList(),
        usedBy(caller, role.name()),
        rows.rows(last),
        share(last),
        form);
  }

  private static List<String> needs(Role role) {
    List<String> needs = new ArrayList<>();
    if (!role.meta().requires().ansible().isEmpty()) {
      needs.add("ansible-core " + role.meta().requires().ansible());
    }
    role.meta().requires().collections().forEach(one -> needs.add("the collection " + one));
    role.meta().requires().programs().forEach(one -> needs.add("the program " + one));
    return needs;
  }

  private List<RolePage.Used> usedBy(Principal caller, String role) {
    List<RolePage.Used> used = new ArrayList<>();
    users.visible.of(caller, users.handlers.get().all()).stream()
        .filter(handler ->
            handler.roles().contains(role)
                || handler.escalate().stream().anyMatch(step -> step.roles().contains(role)))
        .forEach(handler ->
            used.add(
                new RolePage.Used(
                    "handler " + handler.name(), "/handlers/" + Link.encoded(handler.name()))));
    users.routines.all(caller).stream()
        .filter(
            entry -> entry.routine().filter(routine -> routine.roles().contains(role)).isPresent())
        .forEach(entry ->
            used.add(
                new RolePage.Used(
                    "routine " + entry.name(), "/routines/" + Link.encoded(entry.name()))));
    return used;
  }
}
