package io.promansible.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.InputFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible explain}: what a running service would do about an alert, and why. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Tell what would happen if an alert came now. Stores nothing, starts nothing.")
public final class ExplainCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Clock clock;

  @Mixin private Client client = new Client();

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|LABEL=VALUE",
      description = "a notification of Alertmanager as JSON, or the labels of one alert")
  private List<String> what = List.of();

  @Option(names = "--all", description = "show handlers that do not match, too")
  private boolean all;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "by the handlers of this configuration, which is only tried")
  private @Nullable Path config;

  @Option(
      names = "--replay",
      paramLabel = "TIME",
      description = "what would have become of the alerts of this time until now, such as 30d")
  private @Nullable String replay;

  @Option(names = "--json", description = "print the API's answer")
  private boolean json;

  /** A command that takes {@code startsAt} of an alert given by its labels from this clock. */
  public ExplainCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    JsonNode answer = ask();
    if (json) {
      System.out.println(answer.toPrettyString());
      return 0;
    }
    if (replay != null) {
      replayed(answer);
      return 0;
    }
    answer
        .path("quarantined")
        .forEach(fault -> System.out.println("not an alert: " + fault.asText()));
    for (JsonNode alert : answer.path("alerts")) {
      System.out.println("alert " + alert.path("labels"));
      int matching = 0;
      for (JsonNode handler : alert.path("handlers")) {
        matching += handler.path("matches").asBoolean() ? 1 : 0;
        show(handler);
      }
      if (matching == 0) {
        System.out.println(
            "  no handler matches"
                + (all ? "" : "; --all tells which matcher of each does not hold"));
      }
    }
    return 0;
  }

  private JsonNode ask() {
    if (config == null && replay == null) {
      return client.post("/api/v1/alerts/explain", body());
    }
    ObjectNode trial = JSON.createObjectNode();
    if (config != null) {
      trial.put("config", text(config));
    }
    if (replay != null) {
      trial.put("replay", replay);
    } else {
      try {
        trial.set("notification", JSON.readTree(body()));
      } catch (JsonProcessingException e) {
        throw new InputFault("explain", "not JSON: " + e.getOriginalMessage());
      }
    }
    return client.post("/api/v1/alerts/explain/trial", trial.toString());
  }

  private void replayed(JsonNode answer) {
    System.out.println("the alerts of the last " + replay + ":");
    for (JsonNode handler : answer.path("replay")) {
      String name = handler.path("handler").asText();
      JsonNode before =
          answer
              .path("inForce")
              .valueStream()
              .filter(other -> other.path("handler").asText().equals(name))
              .findFirst()
              .orElse(MissingNode.getInstance());
      System.out.printf(
          "  %s: matches %d, would start %d (at most %d in an hour)%s, held back: %s%n",
          name,
          handler.path("matched").asInt(),
          handler.path("starts").asInt(),
          handler.path("mostInAnHour").asInt(),
          config == null
              ? ""
              : "; by the handlers in force "
                  + (before.isMissingNode() ? "none" : before.path("starts").asText()),
          handler.path("held").isEmpty() ? "never" : handler.path("held"));
    }
    System.out.println(
        "counted on the hosts of today; freezes, silences, approvals and the escalation are not replayed");
  }

  private void show(JsonNode handler) {
    String name = handler.path("handler").asText();
    if (!handler.path("matches").asBoolean()) {
      if (all) {
        System.out.printf("  %s: does not match %s%n", name, handler.path("miss").asText());
      }
      return;
    }
    System.out.printf(
        "  %s: %s%n",
        name,
        handler.path("starts").asBoolean()
            ? "would run %s on %s %s"
                .formatted(
                    handler.path("roles"),
                    handler.path("host").asText(),
                    handler.path("parameters").isEmpty() ? "" : handler.path("parameters"))
            : "would not run: " + handler.path("reason").asText());
    for (JsonNode guard : handler.path("guards")) {
      System.out.printf(
          "    %s %-13s %s%n",
          guard.path("held").asBoolean() ? "HELD" : "ok  ",
          guard.path("guard").asText(),
          guard.path("detail").asText());
    }
    handler.path("play").asText("").lines().forEach(line -> System.out.println("    | " + line));
  }

  private String body() {
    if (what.isEmpty()) {
      throw new InputFault("explain", "give a file, labels as name=value, or --replay TIME");
    }
    if (what.stream().allMatch(argument -> argument.contains("="))) {
      ObjectNode notification = JSON.createObjectNode().put("version", "4");
      ObjectNode alert = notification.putArray("alerts").addObject().put("status", "firing");
      alert.put("startsAt", clock.instant().toString());
      ObjectNode labels = alert.putObject("labels");
      what.forEach(argument -> {
        String[] parts = argument.split("=", 2);
        labels.put(parts[0], parts[1]);
      });
      return notification.toString();
    }
    if (what.size() > 1) {
      throw new InputFault("explain", "give one file, or labels as name=value");
    }
    return text(Path.of(what.getFirst()));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new InputFault(file.toString(), "cannot be read: " + e.getMessage());
    }
  }
}
