package io.promansible.job;

import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.fault.Conflict;
import io.promansible.fault.NotFound;
import io.promansible.stored.Inventories;
import io.promansible.stored.Names;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Apps, with their playbooks and inventories. */
@Singleton
public final class Apps {
  private final AppRepository rows;
  private final Playbooks playbooks;
  private final Inventories inventories;
  private final AuditLog audit;
  private final Clock clock;

  Apps(
      AppRepository rows,
      Playbooks playbooks,
      Inventories inventories,
      AuditLog audit,
      Clock clock) {
    this.rows = rows;
    this.playbooks = playbooks;
    this.inventories = inventories;
    this.audit = audit;
    this.clock = clock;
  }

  /** An app, with the ids of what belongs to it. */
  public record Whole(App app, List<Long> playbooks, List<Long> inventories) {}

  /**
   * Makes an app.
   *
   * @throws Conflict when there is one of this name
   */
  public App make(String appid, Principal who) {
    Names.require("appid", appid);
    if (rows.findByAppid(appid).isPresent()) {
      throw new Conflict("there is an app '" + appid + "' already");
    }
    App made = rows.save(new App(null, appid, who.name(), clock.instant()));
    audit.record(who.name(), "app.make", appid, "");
    return made;
  }

  /** Adds a playbook; once more changes nothing. */
  public Whole addPlaybook(long app, long playbook, Principal who) {
    App found = find(app);
    String name = playbooks.find(playbook).name();
    audit.record(
        who.name(),
        "app.playbook",
        found.appid(),
        new AuditLog.Change(null, name),
        () -> rows.addPlaybook(app, playbook) == 1);
    return whole(found);
  }

  /** Adds an inventory; once more changes nothing. */
  public Whole addInventory(long app, long inventory, Principal who) {
    App found = find(app);
    String name = inventories.find(inventory).name();
    audit.record(
        who.name(),
        "app.inventory",
        found.appid(),
        new AuditLog.Change(null, name),
        () -> rows.addInventory(app, inventory) == 1);
    return whole(found);
  }

  /**
   * The app of an id.
   *
   * @throws NotFound when there is none
   */
  public App find(long id) {
    return rows.findById(id).orElseThrow(() -> new NotFound("no app " + id));
  }

  /** An app with what belongs to it. */
  public Whole whole(App app) {
    long id = app.id() == null ? 0 : app.id();
    return new Whole(app, rows.playbooks(id), rows.inventories(id));
  }

  /** All of them. */
  public List<Whole> all() {
    return rows.all().stream().map(this::whole).toList();
  }

  /** Removes an app; its playbooks and inventories stay. */
  public void remove(long id, Principal who) {
    App app = find(id);
    audit.record(
        who.name(),
        "app.remove",
        app.appid(),
        new AuditLog.Change(app.appid(), null),
        () -> rows.remove(id) == 1);
  }
}
