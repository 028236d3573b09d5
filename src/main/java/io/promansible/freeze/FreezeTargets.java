package io.promansible.freeze;

import io.promansible.fault.InputFault;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.inventory.Host;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks that what somebody wants to freeze exists: a typing error must not look like a freeze. */
@Singleton
final class FreezeTargets {
  private final Supplier<Handlers> handlers;
  private final LiveInventory inventory;
  private final RoutineNames routines;

  FreezeTargets(Supplier<Handlers> handlers, LiveInventory inventory, RoutineNames routines) {
    this.handlers = handlers;
    this.inventory = inventory;
    this.routines = routines;
  }

  /**
   * Looks for what a scope names.
   *
   * @throws InputFault when nothing has that name
   */
  void require(FreezeScope scope) {
    Inventory hosts = inventory.get().inventory();
    switch (scope) {
      case FreezeScope.All() -> {}
      case FreezeScope.OfHandler(String name) ->
          require("handler", name, handlers.get().find(name).isPresent());
      case FreezeScope.OfRoutine(String name) ->
          require("routine", name, routines.hasRoutine(name));
      case FreezeScope.OfHost(String name) -> require("host", name, hosts.host(name).isPresent());
      case FreezeScope.OfGroup(String name) ->
          require("group", name, hosts.groups().containsKey(name));
    }
  }

  private static void require(String kind, String name, boolean there) {
    if (!there) {
      throw new InputFault("scope", "there is no " + kind + " " + name + "; nothing was frozen");
    }
  }

  /** The host of this name in the inventory in force. */
  Optional<Host> host(String name) {
    return inventory.get().inventory().host(name);
  }

  List<Handler> handlers() {
    return handlers.get().all();
  }
}
