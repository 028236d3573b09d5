package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code promansible approve} and {@code reject}: a person's answer for a remediation that waits.
 */
public abstract class DecideCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Lets the remediation begin. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Let a remediation that waits for a person begin; 'holds' lists them.")
  public static final class Approve extends DecideCommand {
    public Approve() {
      super("approve", "approved; 'runs' and 'log RUN' show how it goes");
    }
  }

  /** Ends the remediation: people look after the alert. */
  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = "End a remediation that waits: somebody else looks after the alert.")
  public static final class Reject extends DecideCommand {
    public Reject() {
      super("reject", "rejected; people look after it");
    }
  }

  private final String word;
  private final String done;

  @Mixin private Client client = new Client();

  @Parameters(arity = "1", paramLabel = "REMEDIATION", description = "its id")
  private String id = "";

  @Option(names = "--reason", defaultValue = "", description = "why; for the audit")
  private String reason = "";

  private DecideCommand(String word, String done) {
    this.word = word;
    this.done = done;
  }

  @Override
  public Integer call() {
    JsonNode answer =
        client.post(
            "/api/v1/remediations/" + Client.part(id) + "/" + word,
            JSON.createObjectNode().put("reason", reason).toString());
    System.out.printf(
        "%s on %s: %s%n",
        Table.text(answer.path("alertname")), Table.text(answer.path("host")), done);
    return 0;
  }
}
