package io.promansible.kit;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Several nodes on one real PostgreSQL, each a process with a room of its own. */
public final class Cluster implements AutoCloseable {
  /** Short times, so that tests need not wait long; still far more than a loaded machine sleeps. */
  public static final String TIMES = "cluster: {heartbeat: 1s, gone_after: 8s}\n";

  /** How long a node must sleep to be taken for gone, in milliseconds. */
  public static final long GONE_MILLIS = 8_000;

  private final Path folder;
  private final String database;
  private final Map<String, Room> rooms = new LinkedHashMap<>();
  private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
  private final Map<String, Caller> callers = new LinkedHashMap<>();

  /** A database without nodes. */
  public Cluster(Path folder) {
    this(folder, Postgres.database());
  }

  /** Nodes of a database that others may have, too. */
  public Cluster(Path folder, String url) {
    this.folder = folder;
    this.database = Postgres.setting(url);
  }

  /** Furnishes a room for a node, with this configuration. */
  public Room furnish(String name, String more) {
    return furnish(name, more, room -> room);
  }

  /** The same, and changes the room before its node starts. */
  public Room furnish(String name, String more, UnaryOperator<Room> with) {
    Room room = with.apply(new Room(folder.resolve(name)).configure(TIMES + database + more));
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml")).replace("node: test", "node: " + name)
            + "\n");
    rooms.put(name, room);
    return room;
  }

  /** Starts a node and returns when it is ready. */
  public Caller start(String name, String... options) {
    ServiceProcess service = ServiceProcess.start(room(name), List.of(options));
    services.put(name, service);
    Caller call = new Caller(service.url());
    callers.put(name, call);
    call.awaitReady();
    return call;
  }

  /** The room of a node. */
  public Room room(String name) {
    return rooms.get(name);
  }

  /** The process of a node. */
  public ServiceProcess service(String name) {
    return services.get(name);
  }

  /** All lines that the plays of all nodes left in a file. */
  public List<String> lines(String file) {
    return rooms.values().stream().flatMap(room -> room.lines(file).stream()).toList();
  }

  @Override
  public void close() {
    callers.values().forEach(Caller::close);
    services.values().forEach(ServiceProcess::close);
    rooms.values().forEach(Room::close);
  }
}
