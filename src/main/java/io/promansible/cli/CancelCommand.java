package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code promansible cancel}: ends a run. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Take a queued run back, or end one that runs.")
public final class CancelCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Parameters(arity = "1", paramLabel = "RUN", description = "its id; 'runs' lists them")
  private String id = "";

  public CancelCommand() {}

  @Override
  public Integer call() {
    JsonNode run = client.post("/api/v1/runs/" + Client.part(id) + "/cancel", "{}");
    System.out.printf(
        "%s on %s: %s%n",
        Table.list(run.path("roles")),
        Table.list(run.path("hosts")),
        run.path("state").asText().equals("queued")
            ? "it will not start"
            : "it is asked to end; what already runs on a host may go on there");
    return 0;
  }
}
