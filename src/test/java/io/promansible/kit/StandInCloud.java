package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Stands in for Keystone and Nova of an OpenStack cloud, with the parts of their APIs that our
 * roles use: log-in by an application credential, tokens that must be shown, names that are regular
 * expressions, servers that are built at the second look, refusals by quota. Its servers are
 * addresses of this machine, 127.0.1.1 and up.
 */
public final class StandInCloud implements AutoCloseable {
  /** The credential that it takes. */
  public static final String SECRET = "s3cr3t-of-the-credential";

  /** The password that Nova tells of each new server. */
  public static final String PASSWORD = "p4ssw0rd-of-the-server";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAUNCHED = "2026-01-01T00:00:00.000000";
  private static final String TOKEN = "gAAAA-a-token";

  private record Refused(int status, String fault, String message) {}

  private final HttpServer http;
  private final String base;
  private final Map<String, ObjectNode> servers = new ConcurrentSkipListMap<>();
  private final Map<String, Integer> looks = new ConcurrentHashMap<>();
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private volatile int quota = 100;
  private int count;

  /** Listens on a free port. */
  public StandInCloud() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    base = "http://127.0.0.1:" + http.getAddress().getPort();
    http.createContext("/v3/auth/tokens", this::logIn);
    http.createContext("/compute/v2.1", this::nova);
    http.start();
  }

  /** The variables that let a role use it. */
  public Map<String, Object> vars() {
    return Map.of(
        "openstack_server_auth_url",
        base + "/v3/",
        "openstack_server_application_credential_id",
        "credential",
        "openstack_server_application_credential_secret",
        SECRET,
        "openstack_server_poll",
        1,
        "openstack_server_wait",
        20);
  }

  /** A role's run that uses it. */
  public RoleRun.Order let(RoleRun.Order order) {
    RoleRun.Order more = order;
    for (Map.Entry<String, Object> entry : vars().entrySet()) {
      more = more.on(entry.getKey(), entry.getValue());
    }
    return more;
  }

  /** What was changed, one line each. */
  public List<String> changes() {
    return changes;
  }

  /** The names of the servers there are. */
  public List<String> names() {
    return servers.values().stream().map(server -> server.path("name").asText()).sorted().toList();
  }

  /** A server by its name. */
  public Optional<ObjectNode> server(String name) {
    return servers.values().stream()
        .filter(server -> server.path("name").asText().equals(name))
        .findFirst();
  }

  /** How many servers it allows. */
  public void allow(int servers) {
    quota = servers;
  }

  /** Puts a server there that we did not make. */
  public ObjectNode put(String name) {
    ObjectNode server =
        create(
            Room.json(
                "{\"name\": \"%s\", \"imageRef\": \"image-1\", \"flavorRef\": \"flavor-1\", \"key_name\": \"ops\", \"networks\": [{\"uuid\": \"net-1\"}], \"security_groups\": [{\"name\": \"web\"}]}"
                    .formatted(name)));
    server.put("status", "ACTIVE").put("OS-SRV-USG:launched_at", LAUNCHED);
    return server;
  }

  private synchronized ObjectNode create(JsonNode wish) {
    String id = "id-" + ++count;
    ObjectNode server = JSON.createObjectNode();
    server.put("id", id).put("name", wish.path("name").asText()).put("status", "BUILD");
    server.putObject("image").put("id", wish.path("imageRef").asText());
    server.putObject("flavor").put("id", wish.path("flavorRef").asText());
    server.set("key_name", wish.path("key_name"));
    server.set("security_groups", wish.withArray("security_groups"));
    server.set("networks", wish.withArray("networks"));
    server.set(
        "metadata",
        wish.path("metadata").isObject() ? wish.path("metadata") : JSON.createObjectNode());
    server
        .putObject("addresses")
        .putArray("private")
        .addObject()
        .put("version", 4)
        .put("addr", "127.0.1." + count)
        .put("OS-EXT-IPS:type", "fixed");
    servers.put(id, server);
    return server;
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] text = body.isMissingNode() ? new byte[0] : JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private static void refuse(HttpExchange exchange, Refused why) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    body.putObject(why.fault).put("code", why.status).put("message", why.message);
    answer(exchange, why.status, body);
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    return JSON.readTree(exchange.getRequestBody().readAllBytes());
  }

  private void logIn(HttpExchange exchange) throws IOException {
    JsonNode credential =
        body(exchange).path("auth").path("identity").path("application_credential");
    if (!credential.path("id").asText().equals("credential")
        || !credential.path("secret").asText().equals(SECRET)) {
      refuse(
          exchange,
          new Refused(401, "error", "The request you have made requires authentication."));
      return;
    }
    exchange.getResponseHeaders().add("X-Subject-Token", TOKEN);
    answer(
        exchange,
        201,
        Room.json(
            """
            {"token": {"catalog": [
              {"type": "image", "endpoints": []},
              {"type": "compute", "endpoints": [
                {"interface": "admin", "region_id": "one", "url": "http://127.0.0.1:1"},
                {"interface": "public", "region_id": "one", "url": "%s/compute/v2.1/"}]}]}}
            """
                .formatted(base)));
  }

  private void nova(HttpExchange exchange) throws IOException {
    if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Auth-Token"))) {
      refuse(
          exchange,
          new Refused(401, "error", "The request you have made requires authentication."));
      return;
    }
    String[] path =
        exchange.getRequestURI().getPath().substring("/compute/v2.1/".length()).split("/", -1);
    String method = exchange.getRequestMethod();
    if (path.length == 1 && method.equals("POST")) {
      order(exchange, body(exchange).path("server"));
      return;
    }
    if (path[1].equals("detail")) {
      list(exchange);
      return;
    }
    ObjectNode server = servers.get(path[1]);
    if (server == null) {
      refuse(
          exchange,
          new Refused(404, "itemNotFound", "Instance %s could not be found.".formatted(path[1])));
    } else if (method.equals("DELETE")) {
      changes.add("delete " + server.path("name").asText());
      servers.remove(path[1]);
      answer(exchange, 204, JSON.missingNode());
    } else if (path.length == 3 && path[2].equals("metadata")) {
      server.withObject("/metadata").setAll((ObjectNode) body(exchange).path("metadata"));
      changes.add("metadata " + server.path("name").asText());
      answer(exchange, 200, JSON.createObjectNode().set("metadata", server.path("metadata")));
    } else if (path.length == 3) {
      ObjectNode all = JSON.createObjectNode();
      ArrayNode interfaces = all.putArray("interfaceAttachments");
      server
          .path("networks")
          .forEach(network -> interfaces.addObject().set("net_id", network.path("uuid")));
      answer(exchange, 200, all);
    } else {
      build(server);
      answer(exchange, 200, JSON.createObjectNode().set("server", server));
    }
  }

  private void build(ObjectNode server) {
    if (server.path("status").asText().equals("BUILD")
        && looks.merge(server.path("id").asText(), 1, Integer::sum) >= 2) {
      server.put("status", "ACTIVE").put("OS-SRV-USG:launched_at", LAUNCHED);
    }
  }

  private void order(HttpExchange exchange, JsonNode wish) throws IOException {
    if (servers.size() >= quota) {
      refuse(exchange, new Refused(403, "forbidden", "Quota exceeded for instances: Requested 1"));
      return;
    }
    List<String> unknown = new ArrayList<>();
    wish.path("networks").forEach(network -> network.fieldNames().forEachRemaining(unknown::add));
    unknown.removeIf("uuid"::equals);
    if (!unknown.isEmpty()) {
      refuse(
          exchange,
          new Refused(400, "badRequest", "Additional properties are not allowed: " + unknown));
      return;
    }
    changes.add("create " + wish.path("name").asText());
    ObjectNode created = JSON.createObjectNode();
    created.putObject("server").put("adminPass", PASSWORD).set("id", create(wish).path("id"));
    answer(exchange, 202, created);
  }

  private void list(HttpExchange exchange) throws IOException {
    Pattern name =
        Pattern.compile(
            URLDecoder.decode(
                exchange.getRequestURI().getRawQuery().replaceFirst("^name=", ""),
                StandardCharsets.UTF_8));
    ObjectNode all = JSON.createObjectNode();
    ArrayNode found = all.putArray("servers");
    servers.values().stream()
        .filter(server -> name.matcher(server.path("name").asText()).find())
        .forEach(found::add);
    answer(exchange, 200, all);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
