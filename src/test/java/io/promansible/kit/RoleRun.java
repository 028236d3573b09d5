package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.RoleCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One execution of a shipped role on this machine by the real ansible-playbook, through the shipped
 * template and our callback plugin.
 *
 * @param changed how many tasks changed something
 * @param failed how many failed
 * @param result what the role handed back by {@code set_stats} under its own name
 */
public record RoleRun(int exit, int changed, int failed, JsonNode result, String output) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is to be run, and how; every {@code with} gives a changed copy. */
  public record Order(
      Path folder,
      String role,
      Map<String, Object> vars,
      Map<String, Object> hostVars,
      boolean check,
      Map<String, String> environment) {
    /** More variables. */
    public Order with(String name, Object value) {
      Map<String, Object> more = new LinkedHashMap<>(vars);
      more.put(name, value);
      return new Order(folder, role, more, hostVars, check, environment);
    }

    /** A variable of the host, in place of those that let it be this machine. */
    public Order on(String name, Object value) {
      Map<String, Object> more = new LinkedHashMap<>(hostVars);
      more.put(name, value);
      return new Order(folder, role, vars, more, check, environment);
    }

    /** In check mode. */
    public Order inCheckMode() {
      return new Order(folder, role, vars, hostVars, true, environment);
    }

    /** With a folder of programs that come before all others. */
    public Order before(Path programs) {
      Map<String, String> more = new HashMap<>(environment);
      more.put("PATH", programs + ":" + System.getenv("PATH"));
      return new Order(folder, role, vars, hostVars, check, more);
    }

    /** Runs it. */
    public RoleRun run() {
      try {
        return RoleRun.run(this);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A role with nothing but its defaults. */
  public static Order of(Path folder, String role) {
    return new Order(folder, role, Map.of(), Map.of(), false, Map.of());
  }

  private static RoleRun run(Order order) throws IOException {
    Path room = Files.createTempDirectory(order.folder, "run");
    Path playbooks = Path.of("playbooks").toAbsolutePath();
    RoleCatalog catalog = new RoleCatalog(playbooks);
    Kind kind = catalog.has(Kind.ALERT, order.role) ? Kind.ALERT : Kind.ROUTINE;
    Files.writeString(
        room.resolve("playbook.yml"),
        PlayTemplate.read(playbooks, kind).render(Set.of("web1"), List.of(order.role), 0, false));
    Map<String, Object> host = new LinkedHashMap<>();
    host.put("ansible_connection", "local");
    host.put("ansible_become", !Root.is());
    host.put("ansible_host", "127.0.0.1");
    host.putAll(order.hostVars);
    JSON.writeValue(
        room.resolve("inventory.json").toFile(),
        Map.of("all", Map.of("hosts", Map.of("web1", host))));
    JSON.writeValue(room.resolve("vars.json").toFile(), order.vars);
    Path events = room.resolve("events.jsonl");
    Map<String, String> environment = new HashMap<>(order.environment);
    environment.put("PROMANSIBLE_EVENTS", events.toString());
    environment.put("ANSIBLE_CALLBACK_PLUGINS", CallbackPlugin.install(room).toString());
    environment.put("ANSIBLE_CALLBACKS_ENABLED", "promansible_events");
    environment.put(
        "ANSIBLE_ROLES_PATH",
        String.join(":", catalog.shelves(kind).stream().map(Path::toString).toList()));
    environment.put("ANSIBLE_CONFIG", playbooks.resolve("ansible.cfg").toString());
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.put("LANG", "C.UTF-8");
    List<String> command =
        new ArrayList<>(
            List.of(
                "ansible-playbook",
                "-v",
                "-i",
                room.resolve("inventory.json").toString(),
                "-e",
                "@" + room.resolve("vars.json"),
                room.resolve("playbook.yml").toString()));
    if (order.check) {
      command.add("--check");
    }
    Programs.Result done = Programs.attempt(command, environment);
    JsonNode recap = JSON.missingNode();
    JsonNode result = JSON.missingNode();
    for (String line : Files.exists(events) ? Files.readAllLines(events) : List.<String>of()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("event").asText().equals("stats")) {
        recap = event.path("stats").path("web1");
      } else if (event.path("event").asText().equals("results")) {
        result = event.path("results").path(order.role);
      }
    }
    return new RoleRun(
        done.exit(),
        recap.path("changed").asInt(-1),
        recap.path("failures").asInt(-1),
        result,
        done.output());
  }
}
