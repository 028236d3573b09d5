package io.promansible.api.runs;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.handler.RoleCheck;
import io.promansible.history.VisibleRuns;
import io.promansible.http.Problem;
import io.promansible.http.RequestThreads;
import io.promansible.manual.ManualRuns;
import io.promansible.queue.Idempotency;
import io.promansible.run.Run;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunSettings;
import io.promansible.settings.SettingsFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/v1/runs}: runs that a person asks for, and retries. */
@Controller("/api/v1/runs")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.OPERATOR)
final class ManualRunController {
  private static final Logger LOG = LoggerFactory.getLogger(ManualRunController.class);
  private static final int KEY_MAX = 200;

  private final ManualRuns manual;
  private final Idempotency keys;
  private final VisibleRuns runs;
  private final RunPartsRepository parts;
  private final RoleCheck roles;
  private final Supplier<RunSettings> settings;

  ManualRunController(
      ManualRuns manual,
      Idempotency keys,
      VisibleRuns runs,
      RunPartsRepository parts,
      RoleCheck roles,
      Supplier<RunSettings> settings) {
    this.manual = manual;
    this.keys = keys;
    this.runs = runs;
    this.parts = parts;
    this.roles = roles;
    this.settings = settings;
  }

  /**
   * Queues a run; 422 names everything that is wrong with it.
   *
   * @param key a second request with the same key is answered with the run of the first
   */
  @Post
  HttpResponse<?> ask(
      @Body JsonNode body, @Nullable @Header("Idempotency-Key") String key, Principal caller) {
    String who = caller.name();
    try {
      if (key != null && (key.isBlank() || key.length() > KEY_MAX)) {
        throw new InputFault("Idempotency-Key", "must have from 1 to " + KEY_MAX + " characters");
      }
      Optional<String> owned = Optional.ofNullable(key).map(k -> who.length() + ":" + who + k);
      String text = body.toString();
      Optional<UUID> known = owned.flatMap(k -> keys.known(k, text));
      if (known.isPresent()) {
        return accepted(caller, known.get(), List.of());
      }
      manual.requireCapacity();
      ManualRuns.Asked asked =
          manual.wanted(
              SettingsFile.parse("body", text, null, Map.of()),
              roles,
              caller,
              settings.get().timeout());
      UUID id =
          manual
              .ask(asked.wanted(), owned, text)
              .or(() -> owned.flatMap(k -> keys.known(k, text)))
              .orElseThrow();
      LOG.info("run {}: {} asked for by {}", id, asked.wanted().request().roles(), who);
      return accepted(caller, id, asked.leftOut());
    } catch (InputFault e) {
      return Problem.of(
          HttpStatus.UNPROCESSABLE_ENTITY, String.valueOf(e.getMessage()), e.findings());
    }
  }

  /**
   * A run that was queued.
   *
   * @param leftOut hosts that were asked for, too, and where the caller may run nothing
   */
  record QueuedView(@JsonUnwrapped RunView run, List<String> leftOut) {}

  private HttpResponse<?> accepted(Principal caller, UUID id, List<String> leftOut) {
    Run run =
        runs.look(caller, id)
            .orElseThrow(
                () -> new HttpStatusException(HttpStatus.GONE, "the run of this key is forgotten"));
    RunView view = RunView.of(run, parts.page(id, "", false, RunView.HOSTS), List.of());
    return HttpResponse.accepted(URI.create("/api/v1/runs/" + id))
        .body(new QueuedView(view, leftOut));
  }
}
