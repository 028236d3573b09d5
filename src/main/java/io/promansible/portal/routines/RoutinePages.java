package io.promansible.portal.routines;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.Csrf;
import io.promansible.door.PageRoute;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.http.RequestThreads;
import io.promansible.inventory.Mask;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.portal.Link;
import io.promansible.portal.Notice;
import io.promansible.portal.Pages;
import io.promansible.portal.Specs;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineCatalog.Entry;
import io.promansible.routine.RoutineOperations;
import io.promansible.routine.RoutineRepository;
import io.promansible.scope.VisibleRoutines;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /routines}: the list with its plan, one routine, and the form that makes one. */
@Controller("/routines")
@PageRoute
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RoutinePages {
  private static final String EXAMPLE =
      """
      cron: "0 3 * * *"
      timezone: UTC
      hosts: all
      roles: [ping]
      """;

  private final RoutineViews views;
  private final RoutineOperations operations;
  private final RoutineRepository stored;
  private final VisibleRoutines visible;
  private final RoleCatalog catalog;
  private final Pages pages;

  RoutinePages(
      RoutineViews views,
      RoutineOperations operations,
      RoutineRepository stored,
      VisibleRoutines visible,
      RoleCatalog catalog,
      Pages pages) {
    this.views = views;
    this.operations = operations;
    this.stored = stored;
    this.visible = visible;
    this.catalog = catalog;
    this.pages = pages;
  }

  @Get
  HttpResponse<?> list(Principal caller, HttpRequest<?> request) {
    return pages.show("routines/list", caller, request, views.all(caller));
  }

  /** The form that makes a routine, or changes one of the API. */
  @Get("/edit{?name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> edit(@Nullable String name, Principal caller, HttpRequest<?> request) {
    String spec = name == null ? EXAMPLE : spec(name);
    return pages.show(
        "routines/edit", caller, request, form(name == null ? "" : name, spec, List.of()));
  }

  private RoutineEdit form(String name, String spec, List<String> faults) {
    return new RoutineEdit(
        name,
        !stored.existsById(name),
        spec,
        faults,
        Stream.concat(catalog.names(Kind.ROUTINE).stream(), catalog.names(Kind.ALERT).stream())
            .toList());
  }

  private String spec(String name) {
    return stored.findById(name).map(row -> Specs.yaml(row.spec())).orElse("");
  }

  @Get("/{name}")
  HttpResponse<?> one(String name, Principal caller, HttpRequest<?> request) {
    return pages.show("routines/one", caller, request, views.one(caller, name));
  }

  /** Makes or changes a routine. */
  @Post("/edit")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> save(@Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    String name = fields.getOrDefault("name", "").strip();
    String spec = fields.getOrDefault("spec", "");
    try {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}") || name.equals("edit")) {
        throw new InputFault("name", "must be letters, digits, '_', '-' and '.'");
      }
      if (spec.contains(Mask.STARS)) {
        throw new InputFault("settings", "stars stand for a secret; write the secret itself");
      }
      boolean made = operations.put(name, Specs.read(spec), caller.name());
      return pages.on(
          request,
          "/routines/" + Link.encoded(name),
          Notice.done(made ? "It is made; its next times are below." : "It is changed."));
    } catch (InputFault e) {
      return pages.show(
          HttpStatus.UNPROCESSABLE_ENTITY,
          "routines/edit",
          caller,
          request,
          form(name, spec, e.texts()),
          Notice.NONE);
    }
  }

  /** Runs, pauses, resumes or removes a routine. */
  @Post("/{name}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> act(
      String name, @Body Map<String, String> fields, Principal caller, HttpRequest<?> request) {
    Csrf.require(request, fields);
    String here = "/routines/" + Link.encoded(name);
    try {
      Entry entry = visible.operable(caller, name);
      return switch (fields.getOrDefault("do", "")) {
        case "run" -> {
          UUID id = operations.run(routine(entry), caller.name());
          yield pages.on(
              request,
              "/runs/" + id,
              Notice.done("It is asked for. This page shows what becomes of it."));
        }
        case "pause" -> {
          operations.pause(name, caller.name());
          yield pages.on(request, here, Notice.done("Paused: its times pass and start nothing."));
        }
        case "resume" -> {
          operations.resume(routine(entry), caller.name());
          yield pages.on(request, here, Notice.done("It goes on at its next time."));
        }
        case "remove" -> {
          if (!caller.everywhere(AccessRole.ADMIN)) {
            throw new io.promansible.fault.Forbidden("only admins remove routines");
          }
          operations.delete(name, caller.name());
          yield pages.on(request, "/routines", Notice.done(name + " is removed."));
        }
        default -> throw new InputFault("do", "is none of run, pause, resume, remove");
      };
    } catch (InputFault e) {
      return pages.on(request, here, Notice.fault(String.valueOf(e.getMessage())));
    }
  }

  private static Routine routine(Entry entry) {
    return entry.routine().orElseThrow(() -> new InputFault("name", entry.fault()));
  }
}
