package io.promansible.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible thaw}: ends a freeze. */
@Command(
    name = "thaw",
    mixinStandardHelpOptions = true,
    description = "End a freeze; what still fires is decided anew.")
public final class ThawCommand implements Callable<Integer> {
  @Mixin private Client client = new Client();

  @Parameters(
      arity = "0..1",
      defaultValue = "all",
      paramLabel = "SCOPE",
      description = "as it was frozen (${DEFAULT-VALUE}); 'holds' lists them")
  private String scope = "all";

  @Option(names = "--reason", required = true, description = "why; for the audit")
  private String reason = "";

  public ThawCommand() {}

  @Override
  public Integer call() {
    client.delete("/api/v1/freeze?scope=" + Client.part(scope) + Client.query("reason", reason));
    System.out.println(scope + " is thawed; what still fires is decided anew");
    return 0;
  }
}
