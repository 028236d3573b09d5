package io.promansible.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.InputFault;
import io.promansible.settings.Durations;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible freeze}: lets nothing start. */
@Command(
    name = "freeze",
    mixinStandardHelpOptions = true,
    description = {
      "Let nothing start any more, or nothing of a scope; what runs goes on.",
      "Needs a token of the role operator."
    })
public final class FreezeCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Clock clock;

  @Mixin private Client client = new Client();

  @Parameters(
      arity = "0..1",
      defaultValue = "all",
      paramLabel = "SCOPE",
      description = "all, handler:NAME, routine:NAME, host:NAME or group:NAME (${DEFAULT-VALUE})")
  private String scope = "all";

  @Option(names = "--reason", required = true, description = "why; for the audit")
  private String reason = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "such as 2h; without it somebody must thaw it")
  private @Nullable String time;

  /** A command that counts {@code --for} from the time of this clock. */
  public FreezeCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    ObjectNode wish = JSON.createObjectNode().put("scope", scope).put("reason", reason);
    if (time != null) {
      try {
        wish.put("until", clock.instant().plus(Durations.parse(time)).toString());
      } catch (IllegalArgumentException e) {
        throw new InputFault("--for", String.valueOf(e.getMessage()));
      }
    }
    JsonNode answer = client.put("/api/v1/freeze", wish.toString());
    String until = Table.time(answer.path("untilTime"));
    System.out.printf(
        "%s is frozen %s%n",
        scope, until.isEmpty() ? "until somebody thaws it: thaw " + scope : "until " + until);
    return 0;
  }
}
