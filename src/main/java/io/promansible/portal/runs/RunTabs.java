package io.promansible.portal.runs;

import io.promansible.archive.RunFiles;
import io.promansible.fault.NotFound;
import io.promansible.history.HostsPage;
import io.promansible.history.RunLogs;
import io.promansible.log.Ansi;
import io.promansible.log.LineTimes;
import io.promansible.log.LogLine;
import io.promansible.log.RunLog;
import io.promansible.play.Recap;
import io.promansible.portal.Link;
import io.promansible.portal.Status;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the tabs of a run show. */
@Singleton
final class RunTabs {
  private static final int HOSTS = 100;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final RunLogs logs;
  private final RunTasks tasks;
  private final RunPartsRepository parts;

  RunTabs(RunLogs logs, RunTasks tasks, RunPartsRepository parts) {
    this.logs = logs;
    this.tasks = tasks;
    this.parts = parts;
  }

  RunPage.Tab of(Run run, String tab, boolean failedOnly, String after) {
    return switch (tab) {
      case "log" -> log(run);
      case "none" -> new RunLogTab(null, 0, run.state() != RunState.FINISHED, List.of());
      case "tasks" -> tasks.of(run);
      case "hosts" -> hosts(run, failedOnly, after);
      case "playbook" -> text(run, tab, RunFiles.PLAYBOOK);
      case "inventory" -> text(run, tab, RunFiles.INVENTORY);
      default -> throw new NotFound("no tab '" + tab + "' of a run");
    };
  }

  private RunPage.Text text(Run run, String tab, String file) {
    try {
      return new RunPage.Text(tab, logs.text(run, file));
    } catch (NotFound e) {
      return new RunPage.Text(tab, String.valueOf(e.getMessage()));
    }
  }

  private RunLogTab log(Run run) {
    boolean growing = run.state() != RunState.FINISHED;
    RunLog log;
    try {
      log = logs.log(run);
    } catch (NotFound e) {
      return new RunLogTab(e.getMessage(), 0, growing, List.of());
    }
    List<RunLog.Section> sections = log.sections();
    Set<RunLog.Section> open = LogWindow.open(sections, log.size(), growing);
    Set<RunLog.Section> read = LogWindow.read(sections, open);
    LineTimes times = logs.times(run, log);
    return new RunLogTab(
        null,
        log.size(),
        growing,
        sections.stream()
            .map(section ->
                new RunLogTab.Section(
                    section.title(),
                    section.from(),
                    section.to(),
                    section.failed(),
                    open.contains(section),
                    read.contains(section) ? lines(log, times, section) : List.of()))
            .toList());
  }

  private static List<RunLogTab.Line> lines(RunLog log, LineTimes times, RunLog.Section section) {
    Ansi ansi = new Ansi();
    return log.numbers(section.from(), section.to())
        .mapToObj(i -> {
          LogLine kind = log.kind(i);
          return new RunLogTab.Line(
              i,
              kind.kind(),
              kind.host(),
              times.at(i).map(TIME::format).orElse(""),
              ansi.pieces(log.line(i)));
        })
        .toList();
  }

  private RunHostsTab hosts(Run run, boolean failedOnly, String after) {
    HostsPage page = HostsPage.of(parts, run.id(), after, failedOnly, HOSTS);
    Map<String, String> next = new LinkedHashMap<>();
    next.put("tab", "hosts");
    next.put("failed", failedOnly ? "true" : "");
    next.put("after", Objects.requireNonNullElse(page.after(), ""));
    return new RunHostsTab(
        page.hosts().stream().map(RunTabs::host).toList(),
        failedOnly,
        page.after() == null ? null : Link.to("/runs/" + run.id(), next));
  }

  private static RunHostsTab.Host host(RunHost host) {
    return new RunHostsTab.Host(
        host.host(),
        status(host),
        host.dropped() != null
            ? host.dropped()
            : host.recap()
                .map(r ->
                    "%d ok, %d changed, %d failed, %d unreachable, %d skipped"
                        .formatted(r.ok(), r.changed(), r.failed(), r.unreachable(), r.skipped()))
                .orElse(""),
        host.parameters().equals("{}") ? "" : host.parameters(),
        host.results() == null ? "" : host.results());
  }

  private static Status status(RunHost host) {
    if (host.dropped() != null) {
      return Status.idle("left out");
    }
    return host.recap()
        .map((Recap recap) ->
            recap.good()
                ? Status.good("ok")
                : Status.bad(recap.unreachable() > 0 ? "unreachable" : "failed"))
        .orElse(Status.wait("not over"));
  }
}
