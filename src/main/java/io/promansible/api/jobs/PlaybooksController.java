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
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.RequiresRole;
import io.promansible.http.RequestThreads;
import io.promansible.job.Playbooks;
import io.promansible.job.StoredPlaybook;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/playbook}: playbooks of git repositories. */
@Controller("/api/v1/playbook")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.ADMIN)
final class PlaybooksController {
  private final Playbooks playbooks;

  PlaybooksController(Playbooks playbooks) {
    this.playbooks = playbooks;
  }

  /** Makes a playbook: name, git_repo and entry. */
  @Post
  @Consumes(MediaType.ALL)
  HttpResponse<PlaybookView> make(@Body String body, Principal caller) {
    GivenPlaybook given = GivenPlaybook.read(body);
    StoredPlaybook made = playbooks.make(given.name(), given.gitRepo(), given.entry(), caller);
    return HttpResponse.created(PlaybookView.of(made), URI.create("/api/v1/playbook/" + made.id()));
  }

  @Get
  Map<String, List<PlaybookView>> list() {
    return Map.of("playbooks", playbooks.all().stream().map(PlaybookView::of).toList());
  }

  @Get("/{id}")
  PlaybookView one(long id) {
    return PlaybookView.of(playbooks.find(id));
  }

  /** Changes a playbook; jobs that have begun go on as they are. */
  @Put("/{id}")
  @Consumes(MediaType.ALL)
  PlaybookView change(long id, @Body String body, Principal caller) {
    GivenPlaybook given = GivenPlaybook.read(body);
    return PlaybookView.of(
        playbooks.change(id, given.name(), given.gitRepo(), given.entry(), caller));
  }

  /** Removes one that no app and no living job needs. */
  @Delete("/{id}")
  HttpResponse<?> remove(long id, Principal caller) {
    playbooks.remove(id, caller);
    return HttpResponse.noContent();
  }
}
