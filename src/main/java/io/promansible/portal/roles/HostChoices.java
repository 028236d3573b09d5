package io.promansible.portal.roles;

import io.promansible.access.Principal;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import io.promansible.scope.VisibleHosts;
import jakarta.inject.Singleton;
import java.util.List;

/** The hosts and groups that a form offers, of what the caller may see. */
@Singleton
final class HostChoices {
  private static final int NAMES = 2000;

  private final LiveInventory inventory;
  private final VisibleHosts visible;

  HostChoices(LiveInventory inventory, VisibleHosts visible) {
    this.inventory = inventory;
    this.visible = visible;
  }

  private Inventory known() {
    return inventory.get().served().inventory();
  }

  List<String> names(Principal caller) {
    return known().names().stream()
        .filter(name -> visible.sees(caller, name))
        .sorted()
        .limit(NAMES)
        .toList();
  }

  /** Groups with a host that the caller may see. */
  List<RoleForm.Group> groups(Principal caller) {
    return known().groups().entrySet().stream()
        .map(group ->
            new RoleForm.Group(
                group.getKey(),
                (int) group.getValue().stream().filter(h -> visible.sees(caller, h)).count()))
        .filter(group -> group.hosts() > 0)
        .toList();
  }
}
