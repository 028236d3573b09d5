package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promansible holds}: what waits, and for what. */
@Command(
    name = "holds",
    mixinStandardHelpOptions = true,
    description = "List what fires and is held back, what waits for a person, and what is frozen.")
public final class HoldsCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  public HoldsCommand() {}

  @Override
  public Integer call() {
    JsonNode holds = client.get("/api/v1/holds");
    if (json) {
      System.out.println(holds.toPrettyString());
      return 0;
    }
    waiting(holds).print("nothing waits for a person");
    System.out.println();
    held(holds).print("nothing is held back");
    freezes(client.get("/api/v1/freeze"));
    return 0;
  }

  private static Table waiting(JsonNode holds) {
    Table waiting =
        new Table("REMEDIATION", "ALERT", "HOST", "HANDLER", "ROLES", "WAITS FOR", "UNTIL");
    for (JsonNode one : holds.path("waiting")) {
      waiting.row(
          Table.text(one.path("id")),
          Table.text(one.path("alertname")),
          Table.text(one.path("host")),
          Table.text(one.path("handler")),
          Table.list(one.path("roles")),
          Table.text(one.path("waitsFor")),
          Table.time(one.path("expiresAt")));
    }
    return waiting;
  }

  private static Table held(JsonNode holds) {
    Table held = new Table("SINCE", "HOST", "HANDLER", "HELD BY", "WHY");
    for (JsonNode one : holds.path("holds")) {
      held.row(
          Table.time(one.path("since")),
          Table.text(one.path("host")),
          Table.text(one.path("handler")),
          Table.text(one.path("reason")),
          Table.text(one.path("detail")));
    }
    return held;
  }

  private static void freezes(JsonNode freezes) {
    for (JsonNode one : freezes.path("freezes")) {
      System.out.printf(
          "%nfrozen: %s by %s: %s%n",
          Table.text(one.path("scope")),
          Table.text(one.path("who")),
          Table.text(one.path("reason")));
    }
    freezes.path("others").forEach(other -> System.out.println("\nfrozen: " + other.asText()));
  }
}
