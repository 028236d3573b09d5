package io.promansible.portal.jobs;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.promansible.inventory.Inventory;
import io.promansible.stored.Inventories;
import io.promansible.stored.StoredInventory;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts the page of a stored inventory together. */
@Singleton
final class StoredInventoryViews {
  private static final int STORED = 200;
  private static final int CONTEXT = 3;

  private final Inventories inventories;

  StoredInventoryViews(Inventories inventories) {
    this.inventories = inventories;
  }

  InventoryPage of(long id) {
    StoredInventory row = inventories.find(id);
    Inventory read = inventories.read(row);
    Map<String, List<String>> groups = new TreeMap<>();
    read.groups().forEach((group, hosts) -> groups.put(group, hosts.stream().sorted().toList()));
    Optional<StoredInventory> before =
        inventories.page(id, STORED).stream()
            .filter(one -> one.name().equals(row.name()) && one.env().equals(row.env()))
            .findFirst();
    return new InventoryPage(
        id,
        "%s %s, %s".formatted(row.name(), row.version(), row.env()),
        row.hosts(),
        row.vars(),
        read.names().stream().sorted().toList(),
        groups,
        before.map(StoredInventory::version).orElse(""),
        before.map(one -> difference(one, row)).orElse(List.of()));
  }

  private static List<String> difference(StoredInventory before, StoredInventory after) {
    List<String> all = new ArrayList<>();
    all.addAll(difference("hosts", before.hosts(), after.hosts()));
    all.addAll(difference("vars", before.vars(), after.vars()));
    return all;
  }

  private static List<String> difference(String name, String before, String after) {
    List<String> old = before.lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        name, name, old, DiffUtils.diff(old, after.lines().toList()), CONTEXT);
  }
}
