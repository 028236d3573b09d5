package io.promansible.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpRequest;
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
import io.promansible.fault.InputFault;
import io.promansible.history.RunFilter;
import io.promansible.history.RunHistory;
import io.promansible.http.AccessFilter;
import io.promansible.http.Problem;
import io.promansible.http.RequestThreads;
import io.promansible.http.RequiresRole;
import io.promansible.inventory.LiveInventory;
import io.promansible.inventory.Mask;
import io.promansible.playbook.Argument;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineCatalog;
import io.promansible.routine.RoutineCatalog.Entry;
import io.promansible.routine.RoutineOperations;
import io.promansible.run.Run;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** {@code /api/v1/routines}: routines, to list, change, run and pause. */
@Controller("/api/v1/routines")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RoutinesController {
  private final RoutineOperations operations;
  private final RoutineCatalog catalog;
  private final RunHistory history;
  private final RoleCatalog roles;
  private final LiveInventory inventory;
  private final Clock clock;

  RoutinesController(
      RoutineOperations operations,
      RoutineCatalog catalog,
      RunHistory history,
      RoleCatalog roles,
      LiveInventory inventory,
      Clock clock) {
    this.operations = operations;
    this.history = history;
    this.catalog = catalog;
    this.roles = roles;
    this.inventory = inventory;
    this.clock = clock;
  }

  @Get
  Map<String, List<RoutineView>> list() {
    return Map.of("routines", catalog.all().values().stream().map(this::view).toList());
  }

  @Get("/{name}")
  RoutineView one(String name) {
    return view(find(name));
  }

  /** Makes or changes a routine; the body has the keys of the file, without the name. */
  @Put("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> put(String name, @Body JsonNode body, HttpRequest<?> request) {
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
      boolean made = operations.put(name, spec, AccessFilter.callerOf(request));
      RoutineView view = view(find(name));
      return made ? HttpResponse.created(view) : HttpResponse.ok(view);
    } catch (InputFault e) {
      return Problem.of(
          HttpStatus.UNPROCESSABLE_ENTITY, String.valueOf(e.getMessage()), e.findings());
    }
  }

  @Delete("/{name}")
  @RequiresRole(AccessRole.ADMIN)
  HttpResponse<?> delete(String name, HttpRequest<?> request) {
    find(name);
    operations.delete(name, AccessFilter.callerOf(request));
    return HttpResponse.noContent();
  }

  /** Runs a routine now, whatever its schedule. */
  @Post("/{name}/run")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  HttpResponse<?> run(String name, HttpRequest<?> request) {
    UUID id = operations.run(routine(name), AccessFilter.callerOf(request));
    return HttpResponse.accepted(URI.create("/api/v1/runs/" + id))
        .body(Map.of("id", id, "routine", name));
  }

  /** Pauses a routine: its times pass and start nothing, until it is resumed. */
  @Post("/{name}/pause")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  RoutineView pause(String name, HttpRequest<?> request) {
    find(name);
    operations.pause(name, AccessFilter.callerOf(request));
    return view(find(name));
  }

  @Post("/{name}/resume")
  @Consumes(MediaType.ALL)
  @RequiresRole(AccessRole.OPERATOR)
  RoutineView resume(String name, HttpRequest<?> request) {
    operations.resume(routine(name), AccessFilter.callerOf(request));
    return view(find(name));
  }

  private RoutineView view(Entry entry) {
    List<Run> last = history.page(RunFilter.ofRoutine(entry.name()), 1);
    return RoutineView.of(
        entry,
        catalog.state(entry.name()),
        last,
        inventory.secretNames().and(secretParameters(entry)),
        clock.instant());
  }

  /** The parameters that the routine's roles declare secret. */
  private Set<String> secretParameters(Entry entry) {
    return entry.routine().stream()
        .flatMap(routine -> routine.roles().stream())
        .flatMap(name -> roles.find(Kind.ROUTINE, name).stream())
        .flatMap(role -> role.arguments().stream())
        .filter(Argument::secret)
        .map(Argument::name)
        .collect(Collectors.toSet());
  }

  private Entry find(String name) {
    return catalog
        .find(name)
        .orElseThrow(
            () -> new HttpStatusException(HttpStatus.NOT_FOUND, "no routine '" + name + "'"));
  }

  private Routine routine(String name) {
    Entry entry = find(name);
    return entry
        .routine()
        .orElseThrow(() -> new HttpStatusException(HttpStatus.CONFLICT, entry.fault()));
  }
}
