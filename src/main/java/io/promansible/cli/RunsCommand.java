package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promansible runs}: the history. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "List the runs of a running service, newest first.")
public final class RunsCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Option(names = "--state", description = "queued, running or finished")
  private @Nullable String state;

  @Option(names = "--outcome", description = "succeeded, failed, unreachable, timed_out, …")
  private @Nullable String outcome;

  @Option(names = "--host", description = "runs that had this host")
  private @Nullable String host;

  @Option(names = "--role", description = "runs that had this role")
  private @Nullable String role;

  @Option(names = "--handler", description = "runs of this handler")
  private @Nullable String handler;

  @Option(names = "--limit", defaultValue = "20", description = "how many (${DEFAULT-VALUE})")
  private int limit;

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  @Override
  public Integer call() {
    JsonNode answer =
        client.get(
            "/api/v1/runs?limit="
                + limit
                + Client.query("state", state)
                + Client.query("outcome", outcome)
                + Client.query("host", host)
                + Client.query("role", role)
                + Client.query("handler", handler));
    if (json) {
      System.out.println(answer.toPrettyString());
      return 0;
    }
    Table table =
        new Table("RUN", "QUEUED", "STATE", "OUTCOME", "SECONDS", "CAUSE", "ROLES", "HOSTS");
    for (JsonNode run : answer.path("runs")) {
      table.row(
          run.path("id").asText(),
          Table.time(run.path("queuedAt")),
          run.path("state").asText(),
          Table.text(run.path("outcome")),
          seconds(run),
          cause(run),
          Table.list(run.path("roles")) + (run.path("check").asBoolean() ? " (check mode)" : ""),
          Table.list(run.path("hosts"))
              + (run.path("hostCount").asInt() > run.path("hosts").size()
                  ? ", … (%d)".formatted(run.path("hostCount").asInt())
                  : ""));
    }
    table.print("no runs");
    return 0;
  }

  private static String seconds(JsonNode run) {
    String from = Table.text(run.path("startedAt"));
    String to = Table.text(run.path("finishedAt"));
    return from.isEmpty() || to.isEmpty()
        ? ""
        : Long.toString(Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds());
  }

  /** Who wanted the run: an alert's handler, a routine, or a person. */
  private static String cause(JsonNode run) {
    return (run.path("cause").asText()
            + " "
            + Table.text(run.path("handler"))
            + Table.text(run.path("routine"))
            + " "
            + Table.text(run.path("askedBy")))
        .strip()
        .replaceAll(" +", " ");
  }
}
