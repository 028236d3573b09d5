package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in for a Docker Engine on its socket, where no daemon runs: a swarm of one service and one
 * node, with the parts of the API that the swarm roles use, and its habit of resetting what an
 * update leaves out.
 */
public final class StandInDocker implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerSocketChannel server;
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private volatile String state = "inactive";
  private volatile ObjectNode service =
      (ObjectNode)
          Room.json(
              "{\"ID\": \"s1\", \"Version\": {\"Index\": 7}, \"Spec\": {\"Name\": \"shop\", \"Labels\": {\"a\": \"b\"}, \"TaskTemplate\": {\"ContainerSpec\": {\"Image\": \"shop:1\", \"Env\": [\"X=1\"]}}, \"Mode\": {\"Replicated\": {\"Replicas\": 2}}}}");
  private volatile ObjectNode node =
      (ObjectNode)
          Room.json(
              "{\"ID\": \"n1\", \"Version\": {\"Index\": 3}, \"Spec\": {\"Role\": \"worker\", \"Availability\": \"active\", \"Labels\": {}}}");
  private volatile String ends = "completed";
  private final ArrayNode nodes =
      (ArrayNode)
          Room.json(
              "[{\"ID\": \"n1\", \"Description\": {\"Hostname\": \"worker1\"}, \"Status\": {\"State\": \"ready\"}}]");
  // Its tasks take a look or two to move.
  private final AtomicInteger looks = new AtomicInteger();

  /** Listens on a socket. */
  public StandInDocker(Path socket) {
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("docker").start(this::serve);
  }

  /** What was changed, one line each. */
  public List<String> changes() {
    return changes;
  }

  /** The service as it is. */
  public JsonNode service() {
    return service;
  }

  /** The node as it is. */
  public JsonNode node() {
    return node;
  }

  /** How the next updates end: UpdateStatus.State, or updating when they never do. */
  public void updatesEnd(String state) {
    ends = state;
  }

  /** A node is not ready any more. */
  public void nodeDown() {
    ((ObjectNode) nodes.get(0).path("Status")).put("State", "down");
  }

  private JsonNode looked() {
    JsonNode status = service.path("UpdateStatus");
    if (status.path("State").asText().equals("updating") && looks.getAndIncrement() > 0) {
      ((ObjectNode) status).put("State", ends).put("Message", "as the test wants it");
    }
    return service;
  }

  private ArrayNode services() {
    ArrayNode all = JSON.createArrayNode();
    ObjectNode shown = all.addObject();
    shown.setAll(service);
    int wanted = service.path("Spec").path("Mode").path("Replicated").path("Replicas").asInt();
    shown.putObject("ServiceStatus").put("RunningTasks", 2).put("DesiredTasks", wanted);
    return all;
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        answer(Channels.newInputStream(client), client);
      } catch (IOException e) {
        // closed by the test, or by whoever asked
      }
    }
  }

  private void answer(InputStream in, SocketChannel client) throws IOException {
    String head = head(in);
    String[] request = head.lines().findFirst().orElse("GET / HTTP/1.1").split(" ", -1);
    int length =
        head.lines()
            .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    Answer answer = answer(request[0], request[1].replaceFirst("^/v[0-9.]+", ""), body);
    byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
    String reply =
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(answer.status(), text.length);
    Channels.newOutputStream(client).write(reply.getBytes(StandardCharsets.US_ASCII));
    Channels.newOutputStream(client).write(text);
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  private record Answer(int status, String body) {}

  private Answer answer(String method, String target, String body) {
    String path = target.replaceFirst("\\?.*", "");
    String query = URLDecoder.decode(target.replaceFirst("^[^?]*\\??", ""), StandardCharsets.UTF_8);
    return switch (method + " " + path) {
      case "GET /version" ->
          new Answer(200, "{\"ApiVersion\": \"1.43\", \"MinAPIVersion\": \"1.24\"}");
      case "GET /info" ->
          new Answer(
              200,
              "{\"Swarm\": {\"LocalNodeState\": \"%s\", \"NodeID\": \"n1\", \"Error\": \"\"}}"
                  .formatted(state));
      case "POST /swarm/join" -> join(Room.json(body));
      case "GET /services/shop", "GET /services/s1" -> new Answer(200, looked().toString());
      case "GET /services" -> new Answer(200, services().toString());
      case "GET /nodes" -> new Answer(200, nodes.toString());
      case "GET /nodes/worker1" -> new Answer(200, node.toString());
      case "POST /services/s1/update" -> update(service, query, body);
      case "POST /nodes/n1/update" -> update(node, query, body);
      case "GET /tasks" -> new Answer(200, tasks(query).toString());
      default -> new Answer(404, "{\"message\": \"%s not found\"}".formatted(path));
    };
  }

  private Answer join(JsonNode wish) {
    if (!wish.path("JoinToken").asText().equals("SWMTKN-good")) {
      return new Answer(400, "{\"message\": \"invalid join token\"}");
    }
    changes.add("join " + wish.path("RemoteAddrs").get(0).asText());
    state = "active";
    return new Answer(200, "");
  }

  private Answer update(ObjectNode what, String query, String body) {
    if (!query
        .replace("&rollback=previous", "")
        .equals("version=" + what.path("Version").path("Index").asInt())) {
      return new Answer(500, "{\"message\": \"update out of sequence\"}");
    }
    if (query.contains("rollback=previous")) {
      changes.add("rollback " + what.path("ID").asText());
      return new Answer(200, "{}");
    }
    boolean replaces =
        !what.path("Spec").path("TaskTemplate").equals(Room.json(body).path("TaskTemplate"));
    if (replaces) {
      what.putObject("UpdateStatus")
          .put("State", "updating")
          .put("StartedAt", "2026-01-01T00:00:0" + changes.size() + "Z");
    }
    what.set("Spec", Room.json(body));
    ((ObjectNode) what.path("Version"))
        .put("Index", what.path("Version").path("Index").asInt() + 1);
    changes.add("update " + what.path("ID").asText());
    looks.set(0);
    return new Answer(200, "{}");
  }

  private ArrayNode tasks(String query) {
    boolean moved = looks.getAndIncrement() > 0;
    int running;
    if (query.contains("\"service\"")) {
      running =
          moved ? service.path("Spec").path("Mode").path("Replicated").path("Replicas").asInt() : 1;
    } else {
      running = node.path("Spec").path("Availability").asText().equals("drain") && moved ? 0 : 2;
    }
    ArrayNode tasks = JSON.createArrayNode();
    for (int i = 0; i < running; i++) {
      tasks.addObject().put("NodeID", "n1").putObject("Status").put("State", "running");
    }
    return tasks;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
