package io.promansible.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.archive.RunFiles;
import io.promansible.database.TimeIds;
import io.promansible.door.RequiresRole;
import io.promansible.history.VisibleRuns;
import io.promansible.http.RequestThreads;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/runs/{id}}: log and playbook of a run. */
@Controller("/api/v1/runs")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RunFilesController {
  private final VisibleRuns runs;
  private final RunFiles archive;

  RunFilesController(VisibleRuns runs, RunFiles archive) {
    this.runs = runs;
    this.archive = archive;
  }

  /**
   * Ansible's output, which grows while the run goes on.
   *
   * @param offset bytes that the caller has already; the header {@code X-Log-Length} has the length
   */
  @Get(value = "/{id}/log{?offset}", produces = MediaType.TEXT_PLAIN)
  HttpResponse<byte[]> log(String id, @Nullable Integer offset, Principal caller) {
    return text(find(caller, id), RunFiles.OUTPUT, offset == null ? 0 : Math.max(0, offset));
  }

  /** The rendered play. */
  @Get(value = "/{id}/playbook", produces = MediaType.TEXT_PLAIN)
  HttpResponse<byte[]> playbook(String id, Principal caller) {
    return text(find(caller, id), RunFiles.PLAYBOOK, 0);
  }

  private HttpResponse<byte[]> text(Run run, String name, int offset) {
    if (run.slices() > 0 && offset > 0 && run.state() != RunState.FINISHED) {
      throw new HttpStatusException(
          HttpStatus.CONFLICT, "the run is in slices; follow the log of each of them");
    }
    String text = run.slices() == 0 ? read(run, name) : ofSlices(run, name);
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    return HttpResponse.ok(Arrays.copyOfRange(all, Math.min(offset, all.length), all.length))
        .header("X-Log-Length", Integer.toString(all.length))
        .contentType(MediaType.of("text/plain;charset=utf-8"));
  }

  private String read(Run run, String name) {
    return archive
        .read(run.id(), name)
        .orElseThrow(() ->
            new HttpStatusException(
                HttpStatus.NOT_FOUND,
                run.state() == RunState.RUNNING
                    ? "the run is on node " + run.node() + ", which has it until the end"
                    : "the run left none: " + run.reason()));
  }

  /** The texts of all slices; offsets into the whole hold only once all slices have ended. */
  private String ofSlices(Run run, String name) {
    List<String> texts = new ArrayList<>();
    List<Run> slices = runs.slices(run);
    for (Run slice : slices) {
      texts.add(
          "# slice %d of %d: run %s on node %s%n"
                  .formatted(texts.size() + 1, slices.size(), slice.id(), slice.node())
              + archive.read(slice.id(), name).orElse("(none here)\n"));
    }
    return String.join("\n", texts);
  }

  private Run find(Principal caller, String id) {
    return runs.find(caller, TimeIds.parse("id", id));
  }
}
