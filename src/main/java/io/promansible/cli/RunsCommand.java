package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
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
  private static final String ROW = "%-36s  %-20s  %-9s %-12s %-28s %s%n";

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
      System.out.println(Client.pretty(answer));
      return 0;
    }
    System.out.printf(ROW, "RUN", "QUEUED", "STATE", "OUTCOME", "ROLES", "HOSTS");
    for (JsonNode run : answer.path("runs")) {
      System.out.printf(
          ROW,
          run.path("id").asText(),
          run.path("queuedAt").asText().replaceFirst("\\.\\d+Z$", "Z"),
          run.path("state").asText(),
          run.path("outcome").asText("-"),
          join(run.path("roles")),
          join(run.path("hosts")));
    }
    return 0;
  }

  private static String join(JsonNode texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(text -> all.add(text.asText()));
    return String.join(",", all);
  }
}
