package io.promansible.api.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.history.RunLogs;
import io.promansible.history.VisibleRuns;
import io.promansible.http.RequestThreads;
import io.promansible.log.Ansi;
import io.promansible.log.LineTimes;
import io.promansible.log.LogLine;
import io.promansible.log.RunLog;
import io.promansible.run.Run;
import io.promansible.run.RunState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/runs/{id}}: log and playbook of a run. */
@Controller("/api/v1/runs")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.VIEWER)
final class RunFilesController {
  private static final MediaType TEXT = MediaType.of("text/plain;charset=utf-8");
  private static final int MATCHES = 1000;
  private static final int LINES = 1000;

  private final VisibleRuns runs;
  private final RunLogs logs;

  RunFilesController(VisibleRuns runs, RunLogs logs) {
    this.runs = runs;
    this.logs = logs;
  }

  /**
   * Ansible's output, which grows while the run goes on; or, with {@code search}, the lines that
   * contain a text, as JSON.
   *
   * @param offset bytes that the caller has already; the header {@code X-Log-Length} has the length
   * @param search a text to look for, whatever its case
   * @param timestamps whether each line begins with the time at which it came
   */
  @Get(value = "/{id}/log{?offset,search,timestamps}")
  HttpResponse<?> log(
      String id,
      @Nullable Integer offset,
      @Nullable String search,
      @Nullable Boolean timestamps,
      Principal caller) {
    Run run = runs.find(caller, TimeIds.parse("id", id));
    if (search != null) {
      return HttpResponse.ok(found(run, search)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    int from = offset == null ? 0 : Math.max(0, offset);
    if (run.slices() > 0 && from > 0 && run.state() != RunState.FINISHED) {
      throw new HttpStatusException(
          HttpStatus.CONFLICT, "the run is in slices; follow the log of each of them");
    }
    return text(
        Boolean.TRUE.equals(timestamps) ? stamped(run) : logs.text(run, RunFiles.OUTPUT), from);
  }

  private Map<String, Object> found(Run run, String search) {
    if (search.isBlank()) {
      throw new InputFault("search", "must not be empty");
    }
    RunLog log = logs.log(run);
    RunLog.Found found = log.search(search, MATCHES);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("matches", found.matches());
    answer.put("total", found.total());
    answer.put("lines", log.size());
    answer.put("complete", run.state() == RunState.FINISHED);
    return answer;
  }

  private String stamped(Run run) {
    RunLog log = logs.log(run);
    LineTimes times = logs.times(run, log);
    StringBuilder text = new StringBuilder();
    for (int i : log.numbers().toArray()) {
      text.append(times.at(i).map(Instant::toString).orElse("-"))
          .append(' ')
          .append(log.line(i))
          .append('\n');
    }
    return text.toString();
  }

  /** The log; an empty one while the run has none yet. */
  private RunLog begun(Run run) {
    try {
      return logs.log(run);
    } catch (NotFound e) {
      if (run.state() == RunState.FINISHED) {
        throw e;
      }
      return RunLog.of("");
    }
  }

  /** A line, as viewers show it. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record LineView(
      int line, @Nullable Instant at, String kind, String host, List<Ansi.Piece> pieces) {}

  /**
   * Some lines of the log with their numbers, times and colours.
   *
   * @param from the first line, from 1
   * @param to the last line; at most 1,000 lines are given
   */
  @Get("/{id}/log/lines{?from,to}")
  Map<String, Object> lines(
      String id, @Nullable Integer from, @Nullable Integer to, Principal caller) {
    Run run = runs.find(caller, TimeIds.parse("id", id));
    RunLog log = begun(run);
    LineTimes times = logs.times(run, log);
    int first = from == null ? 1 : Math.max(1, from);
    int last = to == null ? Integer.MAX_VALUE : to;
    Ansi ansi = new Ansi();
    List<LineView> lines = new ArrayList<>();
    for (int i : log.numbers(first, last).limit(LINES).toArray()) {
      LogLine kind = log.kind(i);
      lines.add(
          new LineView(
              i, times.at(i).orElse(null), kind.kind(), kind.host(), ansi.pieces(log.line(i))));
    }
    return Map.of(
        "lines", lines, "total", log.size(), "complete", run.state() == RunState.FINISHED);
  }

  /** The rendered play. */
  @Get(value = "/{id}/playbook", produces = MediaType.TEXT_PLAIN)
  HttpResponse<?> playbook(String id, Principal caller) {
    return text(logs.text(runs.find(caller, TimeIds.parse("id", id)), RunFiles.PLAYBOOK), 0);
  }

  private static HttpResponse<byte[]> text(String text, int offset) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    return HttpResponse.ok(Arrays.copyOfRange(all, Math.min(offset, all.length), all.length))
        .header("X-Log-Length", Integer.toString(all.length))
        .contentType(TEXT);
  }
}
