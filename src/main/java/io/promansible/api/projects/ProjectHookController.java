package io.promansible.api.projects;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.config.ProjectRefresh;
import io.promansible.door.Public;
import io.promansible.fault.Forbidden;
import io.promansible.http.RequestThreads;
import io.promansible.project.Projects;
import io.promansible.project.WebhookSecret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/projects/{name}/hook}: the webhook of git hosts. */
@Controller("/api/v1/projects")
@ExecuteOn(RequestThreads.REQUESTS)
final class ProjectHookController {
  private final Projects projects;
  private final ProjectRefresh refresh;

  ProjectHookController(Projects projects, ProjectRefresh refresh) {
    this.projects = projects;
    this.refresh = refresh;
  }

  /**
   * Where the git host tells that something was pushed; proven by the project's webhook secret.
   *
   * @param signature of GitHub, Gitea and Forgejo
   * @param token of GitLab
   */
  @Post("/{name}/hook")
  @Consumes(MediaType.ALL)
  @Public
  HttpResponse<?> hook(
      String name,
      @Body byte @Nullable [] body,
      @Nullable @Header("X-Hub-Signature-256") String signature,
      @Nullable @Header("X-Gitlab-Token") String token) {
    Path secret =
        projects.states().stream()
            .filter(one -> one.project().name().equals(name))
            .flatMap(one -> one.project().credentials().webhook().stream())
            .findFirst()
            // Whoever has no secret does not learn which projects there are.
            .orElseThrow(() -> new Forbidden("the project has no webhook, or the secret is wrong"));
    byte[] signed = body == null ? new byte[0] : body;
    if (!WebhookSecret.proves(secret, signed, signature, token)) {
      throw new Forbidden("the project has no webhook, or the secret is wrong");
    }
    // A git host waits some seconds only.
    refresh.later(name);
    return HttpResponse.accepted();
  }
}
