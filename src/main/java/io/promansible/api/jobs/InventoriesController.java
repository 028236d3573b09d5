package io.promansible.api.jobs;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.inventory.Inventory;
import io.promansible.stored.Inventories;
import io.promansible.stored.StoredInventory;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stored inventories: {@code POST /api/v1/inventory}, and below {@code /api/v1/inventories}. */
@Controller("/api/v1")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.ADMIN)
final class InventoriesController {
  private static final int PAGE = 100;

  private final Inventories inventories;

  InventoriesController(Inventories inventories) {
    this.inventories = inventories;
  }

  /** Stores an inventory: name, env, version, hosts and vars as Ansible's YAML. */
  @Post("/inventory")
  @Consumes(MediaType.ALL)
  HttpResponse<InventoryView> make(@Body String body, Principal caller) {
    Fields fields = Fields.read(body, "name", "env", "version", "hosts", "vars");
    String name = fields.text("name");
    String env = fields.text("env");
    String version = fields.text("version");
    String hosts = fields.text("hosts");
    String vars = fields.textOrNone("vars");
    fields.end();
    return created(inventories.make(name, env, version, hosts, vars, caller));
  }

  private static HttpResponse<InventoryView> created(StoredInventory made) {
    return HttpResponse.created(
        InventoryView.of(made), URI.create("/api/v1/inventories/" + made.id()));
  }

  /**
   * The newest first, a hundred at once.
   *
   * @param before the last id that the caller has
   */
  @Get("/inventories{?before}")
  Map<String, List<InventoryView>> list(@Nullable @QueryValue Long before) {
    return Map.of(
        "inventories",
        inventories.page(before == null ? Long.MAX_VALUE : before, PAGE).stream()
            .map(InventoryView::of)
            .toList());
  }

  @Get("/inventories/{id}")
  InventoryView one(long id) {
    return InventoryView.of(inventories.find(id));
  }

  /** Stores the version that follows one, with its name and env: version, hosts and vars. */
  @Put("/inventories/{id}")
  @Consumes(MediaType.ALL)
  HttpResponse<InventoryView> follow(long id, @Body String body, Principal caller) {
    Fields fields = Fields.read(body, "version", "hosts", "vars");
    String version = fields.text("version");
    String hosts = fields.text("hosts");
    String vars = fields.textOrNone("vars");
    fields.end();
    return created(inventories.follow(id, version, hosts, vars, caller));
  }

  /** The hosts that it means, and the groups with theirs, as Ansible reads it. */
  @Get("/inventories/{id}/hosts")
  Map<String, Object> hosts(long id) {
    Inventory read = inventories.read(inventories.find(id));
    Map<String, Set<String>> groups = read.groups();
    return Map.of("hosts", read.names(), "groups", groups);
  }

  /** Removes one that no app and no living job needs. */
  @Delete("/inventories/{id}")
  HttpResponse<?> remove(long id, Principal caller) {
    inventories.remove(id, caller);
    return HttpResponse.noContent();
  }
}
