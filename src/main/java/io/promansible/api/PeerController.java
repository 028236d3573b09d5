package io.promansible.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.archive.RunFiles;
import io.promansible.database.TimeIds;
import io.promansible.door.Public;
import io.promansible.fault.Forbidden;
import io.promansible.fault.NotFound;
import io.promansible.history.RunLogs;
import io.promansible.http.RequestThreads;
import io.promansible.node.Peers;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What other nodes of this database ask: the files of runs that are on this one. */
@Controller("/api/v1/nodes")
@ExecuteOn(RequestThreads.REQUESTS)
final class PeerController {
  private static final Set<String> FILES =
      Set.of(RunFiles.OUTPUT, RunFiles.PLAYBOOK, RunFiles.INVENTORY);

  private final Peers peers;
  private final RunFiles files;

  PeerController(Peers peers, RunFiles files) {
    this.peers = peers;
    this.files = files;
  }

  /**
   * A file of a run that goes on here; the other node has looked whether its caller may see it.
   *
   * @param file output.log, playbook.yml or hosts.yml
   * @param proof made by that node, for this path
   */
  @Get(value = "/runs/{id}/{file}")
  @Public
  HttpResponse<String> file(String id, String file, @Nullable @Header(Peers.HEADER) String proof) {
    UUID run = TimeIds.parse("id", id);
    if (!peers.knows(proof, RunLogs.pathOf(run, file))) {
      throw new Forbidden("only the other nodes of this database may ask this");
    }
    if (!FILES.contains(file)) {
      throw new NotFound("no file " + file);
    }
    String text =
        files.read(run, file).orElseThrow(() -> new NotFound("run " + id + " has no " + file));
    return HttpResponse.ok(text).contentType(MediaType.of("text/plain;charset=utf-8"));
  }
}
