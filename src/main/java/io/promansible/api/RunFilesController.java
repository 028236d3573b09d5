package io.promansible.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.archive.RunFiles;
import io.promansible.database.TimeIds;
import io.promansible.http.RequestThreads;
import io.promansible.http.RequiresRole;
import io.promansible.run.Run;
import io.promansible.run.RunRepository;
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
  private final RunRepository runs;
  private final RunFiles archive;

  RunFilesController(RunRepository runs, RunFiles archive) {
    this.runs = runs;
    this.archive = archive;
  }

  /**
   * Ansible's output, which grows while the run goes on.
   *
   * @param offset bytes that the caller has already; the header {@code X-Log-Length} has the length
   */
  @Get(value = "/{id}/log{?offset}", produces = MediaType.TEXT_PLAIN)
  HttpResponse<byte[]> log(String id, @Nullable Integer offset) {
    return text(find(id), RunFiles.OUTPUT, offset == null ? 0 : Math.max(0, offset));
  }

  /** The rendered play. */
  @Get(value = "/{id}/playbook", produces = MediaType.TEXT_PLAIN)
  HttpResponse<byte[]> playbook(String id) {
    return text(find(id), RunFiles.PLAYBOOK, 0);
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
    List<Run> slices = runs.slices(run.id());
    for (Run slice : slices) {
      texts.add(
          "# slice %d of %d: run %s on node %s%n"
                  .formatted(texts.size() + 1, slices.size(), slice.id(), slice.node())
              + archive.read(slice.id(), name).orElse("(none here)\n"));
    }
    return String.join("\n", texts);
  }

  private Run find(String id) {
    return runs.findById(TimeIds.parse("id", id))
        .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no run " + id));
  }
}
