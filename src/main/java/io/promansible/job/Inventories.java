package io.promansible.job;

import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.fault.Conflict;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.inventory.Inventory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** Stored inventories: made, found, read and removed. */
@Singleton
public final class Inventories {
  private final StoredInventoryRepository rows;
  private final InventoryText text;
  private final AuditLog audit;
  private final Clock clock;

  Inventories(StoredInventoryRepository rows, InventoryText text, AuditLog audit, Clock clock) {
    this.rows = rows;
    this.text = text;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Stores an inventory that Ansible can read.
   *
   * @throws InputFault with what is wrong in it
   * @throws Conflict when this version is stored already
   */
  public StoredInventory make(
      String name, String env, String version, String hosts, String vars, Principal who) {
    Names.require("name", name);
    Names.require("env", env);
    Names.require("version", version);
    text.read(hosts, vars);
    if (rows.findByNameAndEnvAndVersion(name, env, version).isPresent()) {
      throw new Conflict(
          "the version %s of %s in %s is stored, and is never changed; give it another version"
              .formatted(version, name, env));
    }
    StoredInventory made =
        rows.save(
            new StoredInventory(
                null, name, env, version, hosts, vars, who.name(), clock.instant()));
    audit.record(who.name(), "inventory.store", name + " " + version + " in " + env, "");
    return made;
  }

  /**
   * The inventory of an id.
   *
   * @throws NotFound when there is none
   */
  public StoredInventory find(long id) {
    return rows.findById(id).orElseThrow(() -> new NotFound("no stored inventory " + id));
  }

  /** The hosts of a stored inventory. */
  public Inventory read(StoredInventory row) {
    return text.read(row.hosts(), row.vars());
  }

  /** Those before an id, the newest first. */
  public List<StoredInventory> page(long before, int most) {
    return rows.page(before, most);
  }

  /**
   * Removes an inventory.
   *
   * @throws Conflict while an app or a job needs it
   */
  public void remove(long id, Principal who) {
    StoredInventory row = find(id);
    if (rows.used(id)) {
      throw new Conflict("an app, or a job that has not ended, needs it");
    }
    audit.record(
        who.name(),
        "inventory.remove",
        row.name() + " " + row.version() + " in " + row.env(),
        new AuditLog.Change(row.hosts(), null),
        () -> rows.remove(Objects.requireNonNull(row.id())) == 1);
  }
}
