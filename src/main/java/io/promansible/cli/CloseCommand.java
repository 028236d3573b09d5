package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible close}: ends an alert whose sender is gone. */
@Command(
    name = "close",
    mixinStandardHelpOptions = true,
    description =
        "End an alert that nobody else will end, as its sender is gone; one that fires all the same is heard of again.")
public final class CloseCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Parameters(paramLabel = "ALERT", description = "its id; 'alerts --json' shows it")
  private String id = "";

  @Option(names = "--reason", required = true, description = "why; for the audit")
  private String reason = "";

  public CloseCommand() {}

  @Override
  public Integer call() {
    String body = new ObjectMapper().createObjectNode().put("reason", reason).toString();
    JsonNode closed = client.post("/api/v1/alerts/" + Client.part(id) + "/close", body);
    System.out.println(
        closed.path("alertname").asText() + " is closed; it counts for nothing more");
    return 0;
  }
}
