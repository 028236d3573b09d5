package io.promansible.scope;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.fault.Forbidden;
import io.promansible.freeze.FreezeScope;
import io.promansible.freeze.Freezes;
import io.promansible.freeze.Frozen;
import io.promansible.inventory.LiveInventory;
import io.promansible.routine.RoutineCatalog;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/** The freezes that a caller may see, and the scopes that a caller may freeze and thaw. */
@Singleton
public final class VisibleFreezes {
  private final Freezes freezes;
  private final LiveInventory inventory;
  private final RoutineCatalog routines;
  private final VisibleRoutines visible;
  private final VisibleHandlers handlers;

  VisibleFreezes(
      Freezes freezes,
      LiveInventory inventory,
      RoutineCatalog routines,
      VisibleRoutines visible,
      VisibleHandlers handlers) {
    this.freezes = freezes;
    this.inventory = inventory;
    this.routines = routines;
    this.visible = visible;
    this.handlers = handlers;
  }

  /** What people froze through the API; what freezes everything concerns everybody. */
  public List<Frozen> byApi(Principal caller) {
    return freezes.byApi().stream().filter(frozen -> sees(caller, frozen.scope())).toList();
  }

  private boolean sees(Principal caller, String scope) {
    if (caller.everywhere(AccessRole.VIEWER)) {
      return true;
    }
    return switch (FreezeScope.parse(scope)) {
      case FreezeScope.All() -> true;
      case FreezeScope.OfHost(var name) -> seesHost(caller, name);
      case FreezeScope.OfGroup(var name) ->
          members(name).stream().anyMatch(host -> seesHost(caller, host));
      case FreezeScope.OfHandler(var name) -> handlers.sees(caller, name);
      case FreezeScope.OfRoutine(var name) -> caller.may(AccessRole.VIEWER, ofRoutine(name));
    };
  }

  private static boolean seesHost(Principal caller, String host) {
    return caller.may(AccessRole.VIEWER, Subject.host(host));
  }

  /** What else freezes; for who sees everything, as the reasons name handlers. */
  public List<String> others(Principal caller) {
    return caller.everywhere(AccessRole.VIEWER) ? freezes.byFileAndWindows() : List.of();
  }

  /**
   * Returns if a caller may freeze and thaw a scope.
   *
   * @throws Forbidden when not
   */
  public void requireOperable(Principal caller, String scope) {
    if (!caller.everywhere(AccessRole.OPERATOR)
        && !caller.may(AccessRole.OPERATOR, subject(FreezeScope.parse(scope)))) {
      throw new Forbidden(
          "no grant of %s as operator reaches as far as %s".formatted(caller.name(), scope));
    }
  }

  private Subject subject(FreezeScope scope) {
    return switch (scope) {
      case FreezeScope.All() -> Subject.EVERYTHING;
      // It stops all handlers and roles there.
      case FreezeScope.OfHost(var name) -> new Subject(List.of(name), List.of(), List.of());
      case FreezeScope.OfGroup(var name) -> new Subject(members(name), List.of(), List.of());
      case FreezeScope.OfHandler(var name) -> handlers.work(name, List.of());
      case FreezeScope.OfRoutine(var name) -> ofRoutine(name);
    };
  }

  private Subject ofRoutine(String name) {
    return routines.find(name).map(visible::subject).orElse(Subject.EVERYTHING);
  }

  private Collection<String> members(String group) {
    return inventory
        .current()
        .map(current -> current.inventory().hostsOf(group))
        .orElse(java.util.Set.of());
  }
}
