package io.promansible.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promansible run}: runs roles once, now. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run roles once on hosts of a running service.",
      "With --follow the exit code is 0 when it succeeded, 1 otherwise."
    })
public final class RunCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LOOK_MILLIS = 300;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Mixin private Client client = new Client();

  @Parameters(arity = "1..*", paramLabel = "ROLE", description = "roles, in order")
  private List<String> roles = List.of();

  @Option(
      names = "--hosts",
      required = true,
      paramLabel = "PATTERN",
      description = "a host, a group, or an Ansible pattern")
  private String hosts = "";

  @Option(
      names = {"-e", "--extra-vars"},
      paramLabel = "NAME=VALUE",
      description = "a parameter; a value that begins with { or [ is JSON")
  private Map<String, String> vars = new LinkedHashMap<>();

  @Option(names = "--check", description = "Ansible's check mode: change nothing")
  private boolean check;

  @Option(
      names = "--skip-busy",
      description = "leave out hosts that another run has, rather than wait for them")
  private boolean skipBusy;

  @Option(names = "--timeout", paramLabel = "TIME", description = "such as 10m")
  private @Nullable String timeout;

  @Option(
      names = {"-f", "--follow"},
      description = "show what happens until its end")
  private boolean follow;

  @Override
  public Integer call() throws InterruptedException {
    JsonNode run = client.post("/api/v1/runs", wish().toString());
    String id = run.path("id").asText();
    System.out.printf("run %s on %s%n", id, run.path("hosts"));
    if (!follow) {
      System.out.println("bin/promansible runs shows how it goes");
      return 0;
    }
    return follow(id);
  }

  private ObjectNode wish() {
    ObjectNode wish = JSON.createObjectNode();
    roles.forEach(wish.putArray("roles")::add);
    wish.put("hosts", hosts);
    ObjectNode given = wish.putObject("vars");
    vars.forEach((name, value) -> given.set(name, value(name, value)));
    if (check) {
      wish.put("check", true);
    }
    if (skipBusy) {
      wish.put("busy", "skip");
    }
    if (timeout != null) {
      wish.put("timeout", timeout);
    }
    return wish;
  }

  private static JsonNode value(String name, String text) {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return JSON.getNodeFactory().textNode(text);
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InputFault("-e " + name, "is not JSON: " + e.getOriginalMessage());
    }
  }

  private int follow(String id) throws InterruptedException {
    String path = "/api/v1/runs/" + id;
    String seen = "0";
    String waits = "";
    while (true) {
      // Reads the state before the events, so that no event is missed when the run ends.
      JsonNode run = patient(path);
      if (run.path("state").asText().equals("queued")
          && !run.path("reason").asText().equals(waits)) {
        waits = run.path("reason").asText();
        System.out.println("waits: " + plain(waits));
      }
      JsonNode events;
      do {
        events = patient(path + "/events?after=" + seen).path("events");
        for (JsonNode event : events) {
          seen = event.path("id").asText();
          show(event.path("event"));
        }
      } while (!events.isEmpty());
      if (run.path("state").asText().equals("finished")) {
        String reason = run.path("reason").asText();
        System.out.println(
            run.path("outcome").asText() + (reason.isEmpty() ? "" : ": " + plain(reason)));
        run.path("results")
            .properties()
            .forEach(host -> System.out.println("  " + host.getKey() + ": " + host.getValue()));
        return run.path("outcome").asText().equals("succeeded") ? 0 : 1;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Asks again for up to a minute when no service answers: the run outlives a restart of it. */
  private JsonNode patient(String path) throws InterruptedException {
    long began = System.nanoTime();
    while (true) {
      try {
        return client.get(path);
      } catch (WorldFault e) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  /** The text without control characters, with which a host could steer the terminal. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private static void show(JsonNode event) {
    String kind = event.path("event").asText();
    switch (kind) {
      case "ok", "failed", "unreachable", "skipped" -> {
        JsonNode result = event.path("result");
        String said =
            kind.equals("failed") || kind.equals("unreachable")
                ? ": " + plain(result.path("msg").asText()).strip()
                : "";
        System.out.printf(
            "%-12s %s: %s%s%n",
            result.path("changed").asBoolean() ? "changed" : kind,
            plain(event.path("host").asText()),
            plain(event.path("task").asText()),
            said);
      }
      default -> {}
    }
  }
}
