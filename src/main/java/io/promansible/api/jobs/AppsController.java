package io.promansible.api.jobs;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.job.App;
import io.promansible.job.Apps;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/app}: which playbooks and inventories belong together. */
@Controller("/api/v1/app")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.ADMIN)
final class AppsController {
  private final Apps apps;

  AppsController(Apps apps) {
    this.apps = apps;
  }

  /** Makes an app: appid. */
  @Post
  @Consumes(MediaType.ALL)
  HttpResponse<AppView> make(@Body String body, Principal caller) {
    Fields fields = Fields.read(body, "appid");
    String appid = fields.text("appid");
    fields.end();
    App made = apps.make(appid, caller);
    return HttpResponse.created(AppView.of(made), URI.create("/api/v1/app/" + made.id()));
  }

  /** Adds a playbook to an app: app_id and playbook_id. */
  @Post("/playbook")
  @Consumes(MediaType.ALL)
  WholeAppView playbook(@Body String body, Principal caller) {
    Fields fields = Fields.read(body, "app_id", "playbook_id");
    long app = fields.number("app_id");
    long playbook = fields.number("playbook_id");
    fields.end();
    return WholeAppView.of(apps.addPlaybook(app, playbook, caller));
  }

  /** Adds an inventory to an app: app_id and inventory_id. */
  @Post("/inventory")
  @Consumes(MediaType.ALL)
  WholeAppView inventory(@Body String body, Principal caller) {
    Fields fields = Fields.read(body, "app_id", "inventory_id");
    long app = fields.number("app_id");
    long inventory = fields.number("inventory_id");
    fields.end();
    return WholeAppView.of(apps.addInventory(app, inventory, caller));
  }

  @Get
  Map<String, List<WholeAppView>> list() {
    return Map.of("apps", apps.all().stream().map(WholeAppView::of).toList());
  }

  @Get("/{id}")
  WholeAppView one(long id) {
    return WholeAppView.of(apps.whole(apps.find(id)));
  }

  /** Removes an app; its playbooks and inventories stay. */
  @Delete("/{id}")
  HttpResponse<?> remove(long id, Principal caller) {
    apps.remove(id, caller);
    return HttpResponse.noContent();
  }
}
