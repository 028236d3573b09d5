package io.promansible.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.history.RunVars;
import io.promansible.http.Problem;
import io.promansible.http.RequestThreads;
import io.promansible.inventory.Mask;
import io.promansible.playbook.Kind;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineCatalog;
import io.promansible.routine.RoutineCatalog.Entry;
import io.promansible.routine.RoutineOperations;
import io.promansible.run.Run;
import io.promansible.scope.VisibleRoutines;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code /api/v1/routines}: routines, to list, change, run and pause. */
@Controller("/api/v1/routines")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RoutinesController {
  private final RoutineOperations operations;
  private final RoutineCatalog catalog;
  private final VisibleRoutines visible;
  private final RunHistory history;
  private final RunVars masked;
  private final Clock clock;

  RoutinesController(
      RoutineOperations operations,
      RoutineCatalog catalog,
      VisibleRoutines visible,
      RunHistory history,
      RunVars masked,
      Clock clock) {
    this.operations = operations;
    this.history = history;
    this.catalog = catalog;
    this.visible = visible;
    this.masked = masked;
    this.clock = clock;
  }

  @Get
  Map<String, List<RoutineView>> list(Principal caller) {
    return Map.of("routines", visible.all(caller).stream().map(this::view).toList());
  }

  @Get("/{name}")
  RoutineView one(String name, Principal caller) {
    return view(visible.find(caller, name));
  }

  /** Makes or changes a routine; the body has the keys of the file, without the name. */
  @Put("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> put(String name, @Body JsonNode body, Principal caller) {
    if (!(body instanceof ObjectNode spec)) {
      return Problem.of(HttpStatus.BAD_REQUEST, "the body must be an object");
    }
    if (spec.path("vars").valueStream().anyMatch(value -> value.asText().equals(Mask.STARS))) {
      return Problem.of(
          HttpStatus.UNPROCESSABLE_ENTITY,
          "vars: '%s' stands for a secret that is not shown; give the secret itself"
              .formatted(Mask.STARS));
    }
    try {
      boolean made = operations.put(name, spec, caller.name());
      RoutineView view = view(find(name));
      return made ? HttpResponse.created(view) : HttpResponse.ok(view);
    } catch (InputFault e) {
      return Problem.of(
          HttpStatus.UNPROCESSABLE_ENTITY, String.valueOf(e.getMessage()), e.findings());
    }
  }

  @Delete("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> delete(String name, Principal caller) {
    find(name);
    operations.delete(name, caller.name());
    return HttpResponse.noContent();
  }

  /** Runs a routine now, whatever its schedule. */
  @Post("/{name}/run")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> run(String name, Principal caller) {
    UUID id = operations.run(routine(visible.operable(caller, name)), caller.name());
    return HttpResponse.accepted(URI.create("/api/v1/runs/" + id))
        .body(Map.of("id", id, "routine", name));
  }

  /** Pauses a routine: its times pass and start nothing, until it is resumed. */
  @Post("/{name}/pause")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  RoutineView pause(String name, Principal caller) {
    visible.operable(caller, name);
    operations.pause(name, caller.name());
    return view(find(name));
  }

  @Post("/{name}/resume")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  RoutineView resume(String name, Principal caller) {
    operations.resume(routine(visible.operable(caller, name)), caller.name());
    return view(find(name));
  }

  private RoutineView view(Entry entry) {
    List<Run> last = history.page(RunFilter.ofRoutine(entry.name()), 1);
    return RoutineView.of(
        entry,
        catalog.state(entry.name()),
        last,
        masked.secretNames(Kind.ROUTINE, entry.routine().map(Routine::roles).orElse(List.of())),
        clock.instant());
  }

  private Entry find(String name) {
    return catalog
        .find(name)
        .orElseThrow(
            () -> new HttpStatusException(HttpStatus.NOT_FOUND, "no routine '" + name + "'"));
  }

  private static Routine routine(Entry entry) {
    return entry
        .routine()
        .orElseThrow(() -> new HttpStatusException(HttpStatus.CONFLICT, entry.fault()));
  }
}
