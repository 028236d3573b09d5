package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promansible alerts}: what came, and what was decided about it. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "List the alerts of a running service with the last decision about each.")
public final class AlertsCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Option(names = "--all", description = "those that are over, too")
  private boolean all;

  @Option(names = "--host", description = "only of this host")
  private @Nullable String host;

  @Option(names = "--alertname", description = "only of this name")
  private @Nullable String alertname;

  @Option(names = "--limit", defaultValue = "30", description = "how many (${DEFAULT-VALUE})")
  private int limit;

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  public AlertsCommand() {}

  @Override
  public Integer call() {
    JsonNode answer =
        client.get(
            "/api/v1/alerts?limit="
                + limit
                + (all ? "" : "&state=firing")
                + Client.query("host", host)
                + Client.query("alertname", alertname));
    if (json) {
      System.out.println(answer.toPrettyString());
      return 0;
    }
    Table table = new Table("SINCE", "STATE", "ALERT", "HOST", "HANDLER", "DECISION", "OUTCOME");
    for (JsonNode alert : answer.path("alerts")) {
      JsonNode decisions = alert.path("decisions");
      JsonNode last = decisions.path(decisions.size() - 1);
      JsonNode done = alert.path("remediations");
      table.row(
          Table.time(alert.path("startsAt")),
          Table.text(alert.path("state")),
          Table.text(alert.path("alertname")),
          Table.text(last.path("host")),
          Table.text(last.path("handler")),
          Table.text(last.path("reason")),
          Table.text(done.path(done.size() - 1).path("outcome")));
    }
    table.print(all ? "no alerts" : "nothing fires");
    return 0;
  }
}
