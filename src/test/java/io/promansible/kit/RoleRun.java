package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.play.RunFolder;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One execution of a shipped role on this machine by the real ansible-playbook, through the shipped
 * template and our callback plugin; forked from a warm Ansible, as the service does it, where the
 * order has no environment and no roles of its own.
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
      Map<String, Map<String, Object>> hosts,
      Map<String, Object> hostVars,
      boolean check,
      Map<String, String> environment) {
    /** More variables. */
    public Order with(String name, Object value) {
      Map<String, Object> more = new LinkedHashMap<>(vars);
      more.put(name, value);
      return new Order(folder, role, more, hosts, hostVars, check, environment);
    }

    /** A variable of the host, in place of those that let it be this machine. */
    public Order on(String name, Object value) {
      Map<String, Object> more = new LinkedHashMap<>(hostVars);
      more.put(name, value);
      return new Order(folder, role, vars, hosts, more, check, environment);
    }

    /** For some hosts, which all are this machine, in place of web1. */
    public Order hosts(String... names) {
      Map<String, Map<String, Object>> some = new LinkedHashMap<>();
      List.of(names).forEach(name -> some.put(name, Map.of()));
      return new Order(folder, role, vars, some, hostVars, check, environment);
    }

    /** One more host, with variables of its own. */
    public Order host(String name, String variable, Object value) {
      Map<String, Map<String, Object>> more = new LinkedHashMap<>(hosts);
      Map<String, Object> own = new LinkedHashMap<>(more.getOrDefault(name, Map.of()));
      own.put(variable, value);
      more.put(name, own);
      return new Order(folder, role, vars, more, hostVars, check, environment);
    }

    /** In check mode. */
    public Order inCheckMode() {
      return new Order(folder, role, vars, hosts, hostVars, true, environment);
    }

    /** With a folder of programs that come before all others. */
    public Order before(Path programs) {
      Map<String, String> more = new HashMap<>(environment);
      more.put("PATH", programs + ":" + System.getenv("PATH"));
      return new Order(folder, role, vars, hosts, hostVars, check, more);
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
    return new Order(folder, role, Map.of(), Map.of("web1", Map.of()), Map.of(), false, Map.of());
  }

  /**
   * A role of the test's own, {@code marks}: it and its handler write down over which connection
   * they came, into the files {@code marked} and {@code handled} of the folder.
   */
  public static String marks(Path folder) {
    String act =
        """
        - name: Be %2$s
          ansible.builtin.shell: 'echo "$SSH_CONNECTION" >> %1$s/%2$s'
        """;
    role(folder, "marks", act.formatted(folder, "marked") + "  notify: Be handled\n", "[]");
    write(folder.resolve("roles/marks/handlers/main.yml"), act.formatted(folder, "handled"));
    return "marks";
  }

  /** A role of the test's own. */
  public static String role(Path folder, String name, String tasks, String dependencies) {
    write(folder.resolve("roles/" + name + "/tasks/main.yml"), tasks);
    write(
        folder.resolve("roles/" + name + "/meta/main.yml"), "dependencies: " + dependencies + "\n");
    return name;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RoleRun run(Order order) throws IOException {
    Path playbooks = Path.of("playbooks").toAbsolutePath();
    RoleCatalog catalog = new RoleCatalog(playbooks);
    Kind kind = catalog.has(Kind.ALERT, order.role) ? Kind.ALERT : Kind.ROUTINE;
    String playbook =
        PlayTemplate.read(playbooks, kind)
            .render(
                order.hosts.keySet(),
                List.of(order.role),
                catalog.find(kind, order.role).orElseThrow().meta().serial(),
                false);
    // A warm Ansible has one environment and one path of roles for all of its plays.
    boolean own = !order.environment.isEmpty() || Files.isDirectory(order.folder.resolve("roles"));
    return own
        ? plainly(order, playbook, catalog.shelves(kind))
        : warm(order, playbook, catalog.shelves(kind));
  }

  private static RoleRun warm(Order order, String playbook, List<Path> shelves) throws IOException {
    RunFolder run =
        WarmPlays.shared()
            .run(
                order.folder,
                shelves,
                playbook,
                JSON.valueToTree(order.vars),
                JSON.valueToTree(inventory(order)),
                order.hosts.keySet(),
                order.check);
    return result(
        order,
        run.exitCode().orElse(-1),
        run.file("events.jsonl"),
        Files.readString(run.file("output.log")));
  }

  private static Map<String, Object> inventory(Order order) {
    Map<String, Object> host = new LinkedHashMap<>();
    host.put("ansible_connection", "local");
    host.put("ansible_become", !Root.is());
    host.put("ansible_host", "127.0.0.1");
    host.putAll(order.hostVars);
    Map<String, Object> hosts = new LinkedHashMap<>();
    order.hosts.forEach((name, own) -> {
      Map<String, Object> all = new LinkedHashMap<>(host);
      all.putAll(own);
      hosts.put(name, all);
    });
    return Map.of("all", Map.of("hosts", hosts));
  }

  private static RoleRun plainly(Order order, String playbook, List<Path> shelves)
      throws IOException {
    Path room = Files.createTempDirectory(order.folder, "run");
    Files.writeString(room.resolve("playbook.yml"), playbook);
    JSON.writeValue(room.resolve("inventory.json").toFile(), inventory(order));
    JSON.writeValue(room.resolve("vars.json").toFile(), order.vars);
    Path events = room.resolve("events.jsonl");
    Map<String, String> environment = new HashMap<>(order.environment);
    environment.put("PROMANSIBLE_EVENTS", events.toString());
    environment.put("ANSIBLE_CALLBACK_PLUGINS", CallbackPlugin.install(room).toString());
    environment.put("ANSIBLE_CALLBACKS_ENABLED", "promansible_events");
    environment.put(
        "ANSIBLE_ROLES_PATH",
        Stream.concat(shelves.stream(), Stream.of(order.folder.resolve("roles")))
            .map(Path::toString)
            .collect(Collectors.joining(":")));
    environment.put("ANSIBLE_CONFIG", Path.of("playbooks/ansible.cfg").toAbsolutePath().toString());
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
    return result(order, done.exit(), events, done.output());
  }

  private static RoleRun result(Order order, int exit, Path events, String output)
      throws IOException {
    JsonNode recap = JSON.missingNode();
    JsonNode result = JSON.missingNode();
    for (String line : Files.exists(events) ? Files.readAllLines(events) : List.<String>of()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("event").asText().equals("stats")) {
        recap = event.path("stats").path("web1");
      } else if (event.path("event").asText().equals("results")
          && event.path("host").asText().equals(order.hosts.keySet().iterator().next())) {
        result = event.path("results").path(order.role);
      }
    }
    return new RoleRun(
        exit, recap.path("changed").asInt(-1), recap.path("failures").asInt(-1), result, output);
  }
}
