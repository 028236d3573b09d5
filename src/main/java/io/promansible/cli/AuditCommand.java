package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promansible audit}: which person did what, and why. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "List who froze, approved, rejected and allowed what, newest first.")
public final class AuditCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  public AuditCommand() {}

  @Override
  public Integer call() {
    JsonNode answer = client.get("/api/v1/audit");
    if (json) {
      System.out.println(answer.toPrettyString());
      return 0;
    }
    Table table = new Table("WHEN", "WHO", "WHAT", "ABOUT", "WHY");
    for (JsonNode one : answer.path("audit")) {
      table.row(
          Table.time(one.path("at")),
          Table.text(one.path("who")),
          Table.text(one.path("action")),
          Table.text(one.path("subject")),
          Table.text(one.path("reason")));
    }
    table.print("nobody did anything yet");
    return 0;
  }
}
