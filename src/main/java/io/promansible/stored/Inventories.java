package io.promansible.stored;

import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.fault.Conflict;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.InventorySettings;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Stored inventories: made, found, read and removed. */
@Singleton
public final class Inventories {
  private final StoredInventoryRepository rows;
  private final InventoryText text;
  private final Supplier<InventorySettings> live;
  private final AuditLog audit;
  private final Clock clock;

  Inventories(
      StoredInventoryRepository rows,
      InventoryText text,
      Supplier<InventorySettings> live,
      AuditLog audit,
      Clock clock) {
    this.rows = rows;
    this.text = text;
    this.live = live;
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
    if ((name + env + version).contains("/")) {
      throw new InputFault(
          "name", "must have no '/', nor may env and version: sources are stored:NAME/ENV/VERSION");
    }
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
   * Stores the version that follows one.
   *
   * @throws InputFault with what is wrong in it
   * @throws Conflict when this version is stored already
   */
  public StoredInventory follow(long id, String version, String hosts, String vars, Principal who) {
    StoredInventory before = find(id);
    return make(before.name(), before.env(), version, hosts, vars, who);
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
    if (live.get().sources().stream().anyMatch(source -> needs(source, row))) {
      throw new Conflict("the configuration names it under inventory.sources");
    }
    audit.record(
        who.name(),
        "inventory.remove",
        row.name() + " " + row.version() + " in " + row.env(),
        new AuditLog.Change(row.hosts(), null),
        () -> rows.remove(Objects.requireNonNull(row.id())) == 1);
  }

  private boolean needs(String source, StoredInventory row) {
    String name = InventorySettings.STORED + row.name() + "/" + row.env();
    return source.equals(name + "/" + row.version())
        || (source.equals(name)
            && rows.newest(row.name(), row.env()).filter(row::equals).isPresent());
  }
}
