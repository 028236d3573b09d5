package io.promansible.api;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.RequiresRole;
import io.promansible.freeze.Freezes;
import io.promansible.freeze.Frozen;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.scope.VisibleFreezes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/freeze}: freezes. */
@Controller("/api/v1")
@ExecuteOn(RequestThreads.REQUESTS)
final class FreezeController {
  private final Freezes freezes;
  private final VisibleFreezes visible;

  FreezeController(Freezes freezes, VisibleFreezes visible) {
    this.freezes = freezes;
    this.visible = visible;
  }

  /**
   * A freeze that somebody asks for.
   *
   * @param scope {@code all} when it is missing
   * @param until the end, a time in RFC 3339; without it somebody must thaw the freeze
   */
  record FreezeRequest(@Nullable String scope, @Nullable String reason, @Nullable String until) {}

  @Get("/freeze")
  @RequiresRole(AccessRole.VIEWER)
  Map<String, List<?>> list(Principal caller) {
    return Map.of("freezes", visible.byApi(caller), "others", visible.others(caller));
  }

  @Put("/freeze")
  @RequiresRole(AccessRole.OPERATOR)
  Frozen freeze(@Body FreezeRequest wish, Principal caller) {
    String scope = wish.scope() == null ? "all" : wish.scope();
    visible.requireOperable(caller, scope);
    return freezes.freeze(
        scope,
        caller.name(),
        wish.reason() == null ? "" : wish.reason(),
        Parameters.time("until", wish.until()));
  }

  @Delete("/freeze{?scope,reason}")
  @RequiresRole(AccessRole.OPERATOR)
  Map<String, String> thaw(
      @QueryValue(defaultValue = "all") String scope,
      @QueryValue(defaultValue = "") String reason,
      Principal caller) {
    visible.requireOperable(caller, scope);
    if (!freezes.thaw(scope, caller.name(), reason)) {
      throw new HttpStatusException(
          HttpStatus.NOT_FOUND, "nothing of the scope " + scope + " is frozen");
    }
    return Map.of("thawed", scope);
  }
}
