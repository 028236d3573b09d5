package io.promansible.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alertmanager.StandInAlertmanager;
import io.promansible.course.Proof;
import io.promansible.course.WaitingSteps;
import io.promansible.label.Labels;
import io.promansible.routine.RoutineDoor;
import io.promansible.runner.RunnerDoor;
import io.promansible.runner.StandInPlays;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Nodes on one database in memory, alerts that come and go, plays, and time that is told. */
final class World implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HOSTS = 8;
  // What a node knows of itself and of the others outlives a history, as its process does.
  private static final String KEPT =
      "'node', 'configuration_read', 'decision_lock', 'flyway_schema_history'";

  /** The Alertmanager of this world, which has every alert that fires. */
  final class Alertmanager implements StandInAlertmanager.World {
    volatile boolean answers = true;
    volatile Instant since = Instant.EPOCH;

    @Override
    public Optional<Map<Labels, JsonNode>> alerts() {
      Map<Labels, JsonNode> all = new HashMap<>();
      faults.stream().filter(Fault::fires).forEach(fault -> all.put(fault.labels(), json(fault)));
      return answers ? Optional.of(all) : Optional.empty();
    }

    private static JsonNode json(Fault fault) {
      ObjectNode alert = JSON.createObjectNode().put("startsAt", fault.began.toString());
      alert.putObject("labels").put("alertname", fault.alertname).put("instance", fault.host);
      alert.putObject("annotations");
      alert.put("generatorURL", "").put("fingerprint", fault.alertname + fault.host);
      alert.putArray("receivers").addObject().put("name", "promansible");
      ObjectNode status = alert.putObject("status");
      status.putArray("inhibitedBy");
      if (fault.silenced) {
        status.putArray("silencedBy").add("s1");
      }
      return alert;
    }

    @Override
    public Instant startedAt() {
      return since;
    }
  }

  final Time time = new Time();
  final Alertmanager alertmanager = new Alertmanager();
  final List<Fault> faults = new ArrayList<>();
  final List<Member> nodes = new ArrayList<>();

  /** What failed on a node though chance wanted nothing of the kind. */
  Optional<Throwable> failure = Optional.empty();

  private Instant routinesAt = Instant.EPOCH;
  private final List<String> configurations;
  private final Connection sql;
  private final List<String> tables;

  /**
   * Starts nodes.
   *
   * @param configurations the first is every node's at the beginning of a history
   * @param bug changes the statements of all nodes
   */
  World(Path folder, int count, List<String> configurations, UnaryOperator<String> bug)
      throws SQLException {
    String url =
        "jdbc:h2:mem:sim"
            + NEXT.incrementAndGet()
            + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=2000;QUERY_CACHE_SIZE=400";
    this.configurations =
        configurations.stream().map(one -> "database: {url: \"" + url + "\"}\n" + one).toList();
    for (String name : List.of("Auto", "Asks", "Steps")) {
      for (int host = 1; host <= HOSTS; host++) {
        faults.add(new Fault(name, "h" + host));
      }
    }
    for (int i = 0; i < count; i++) {
      String name = "n" + i;
      nodes.add(new Member(this, folder.resolve(name), name, this.configurations.getFirst(), bug));
    }
    sql =
        DriverManager.getConnection(
            url + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH", "sa", "");
    tables =
        column(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ("
                + KEPT
                + ")");
  }

  /** Begins another history: everything is forgotten that is not of the processes themselves. */
  void begin() {
    update("SET REFERENTIAL_INTEGRITY FALSE");
    tables.forEach(table -> update("TRUNCATE TABLE " + table));
    update("SET REFERENTIAL_INTEGRITY TRUE");
    faults.forEach(Fault::forget);
    nodes.forEach(node -> node.machine.forget());
    // Each history begins at the same time of day, as routines depend on it.
    time.now = time.now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));
    failure = Optional.empty();
    drive();
  }

  /** Reloads a node with one of the configurations. */
  void reload(Member node, int which) {
    node.reload(configurations.get(which % configurations.size()));
  }

  /** Lets every node that is awake do all that it does by itself. */
  void drive() {
    nodes.forEach(node -> node.machine.endLate(time.now));
    boolean later = !time.now.equals(routinesAt);
    routinesAt = time.now;
    for (Member node : nodes) {
      node.on(beans -> beans.getBean(WaitingSteps.class).run());
      node.on(beans -> beans.getBean(Proof.class).run());
      if (later) {
        node.on(RoutineDoor::fire);
      }
      node.on(beans ->
          RunnerDoor.drive(
              beans,
              column("SELECT id FROM run WHERE state = 'QUEUED' ORDER BY queued_at, id").stream()
                  .map(UUID::fromString)
                  .toList()));
    }
  }

  /**
   * Lets all end that can: no alert fires, every play ends, everybody is awake and has the same
   * configuration, and time passes.
   */
  void settle(Player player) {
    player.calm();
    for (Member node : nodes) {
      node.chance.nothing();
      node.asleep = false;
      reload(node, 0);
    }
    for (int i = 0; i < 12; i++) {
      nodes.forEach(player::sendAll);
      endAll();
      time.now = time.now.plus(Duration.ofHours(i < 6 ? 0 : 13)).plusSeconds(90);
      drive();
    }
    // The time that passed last may have been that of a routine.
    endAll();
    drive();
  }

  private void endAll() {
    plays().forEach(play -> end(play, true));
  }

  /** Every play that works on its hosts, on whatever machine. */
  List<StandInPlays.Machine.Play> plays() {
    return nodes.stream().flatMap(node -> node.machine.working().stream()).toList();
  }

  /** Ends a play. */
  void end(StandInPlays.Machine.Play play, boolean well) {
    nodes.stream()
        .filter(node -> node.machine.working().contains(play))
        .forEach(node -> node.machine.end(play.run(), well));
  }

  /** How often each run was begun, on whatever machine. */
  Map<UUID, Integer> begun() {
    Map<UUID, Integer> all = new LinkedHashMap<>();
    nodes.forEach(
        node -> node.machine.begun().forEach((run, times) -> all.merge(run, times, Integer::sum)));
    return all;
  }

  /** Every remediation, decision and run, in the order of their making, without their ids. */
  List<String> left() {
    return Stream.of(
            """
            SELECT 'remediation of ' || handler || ' on ' || host || ' ' || state || ' '
              || COALESCE(outcome, '') || ' ' || reason || ' ' || COALESCE(CAST(finished_at AS text), '')
            FROM remediation ORDER BY id\
            """,
            """
            SELECT 'decision on ' || handler || ' ' || started || ' ' || reason || ' '
              || CAST(decided_at AS text) FROM decision ORDER BY id\
            """,
            """
            SELECT 'run of ' || COALESCE(handler, routine, '') || ' ' || state || ' '
              || COALESCE(outcome, '') || ' on ' || COALESCE(node, '') || ' '
              || CAST(finished_at AS text) FROM run ORDER BY id\
            """)
        .flatMap(query -> column(query).stream())
        .map(row -> row.replaceAll("[0-9a-f-]{36}", "id"))
        .toList();
  }

  /** The first column of what a query finds. */
  List<String> column(String query) {
    List<String> found = new ArrayList<>();
    try (Statement statement = sql.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes the database, as nothing in the service does. */
  void update(String text) {
    try (Statement statement = sql.createStatement()) {
      statement.executeUpdate(text);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    nodes.forEach(Member::close);
    try (Statement statement = sql.createStatement()) {
      statement.execute("SHUTDOWN");
    }
  }
}
