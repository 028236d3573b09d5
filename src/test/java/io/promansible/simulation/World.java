package io.promansible.simulation;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.ApplicationContext;
import io.promansible.alert.Alert;
import io.promansible.alert.AlertStatus;
import io.promansible.alert.Notification;
import io.promansible.course.Approvals;
import io.promansible.course.Proof;
import io.promansible.course.WaitingSteps;
import io.promansible.intake.StoreDoor;
import io.promansible.inventory.LiveInventory;
import io.promansible.kit.Room;
import io.promansible.label.Labels;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.RunQueue;
import io.promansible.run.RunRepository;
import io.promansible.runner.RunnerDoor;
import io.promansible.runner.StandInPlays;
import io.promansible.wiring.SimulatedNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Nodes on one database in memory, alerts that come and go, plays, and time that is told. */
final class World implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final int HOSTS = 8;

  private static final class Node {
    final Path file;
    final StandInPlays.Machine machine = new StandInPlays.Machine();
    final Chance chance = new Chance();
    ApplicationContext beans;
    boolean asleep;

    Node(Path file) {
      this.file = file;
    }
  }

  final Time time = new Time();
  final List<Fault> faults = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Connection sql;
  private final UnaryOperator<String> bug;

  World(Path folder, int count, String handlers, UnaryOperator<String> bug) throws SQLException {
    this.bug = bug;
    String url =
        "jdbc:h2:mem:sim" + NEXT.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=2000";
    for (String name : List.of("Auto", "Asks")) {
      for (int host = 1; host <= HOSTS; host++) {
        faults.add(new Fault(name, "h" + host));
      }
    }
    for (int i = 0; i < count; i++) {
      Room room =
          new Room(folder.resolve("n" + i))
              .configure("database: {url: \"" + url + "\"}\n" + handlers);
      room.write(
          "promansible.yml",
          String.join("\n", room.lines("promansible.yml")).replace("node: test", "node: n" + i)
              + "\n");
      Node node = new Node(room.file("promansible.yml"));
      nodes.add(node);
      start(node);
    }
    sql =
        DriverManager.getConnection(
            url + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH", "sa", "");
  }

  private void start(Node node) {
    node.chance.plant(bug);
    node.beans = SimulatedNode.of(node.file, time, node.chance);
    node.beans.getBean(LiveInventory.class).refresh(true);
    RunnerDoor.enter(node.beans);
    node.beans.getBean(StandInPlays.class).on(node.machine);
  }

  /** What was in the memory of the process is gone; its plays go on. */
  private void restart(Node node) {
    stop(node);
    start(node);
    node.asleep = false;
  }

  private static void stop(Node node) {
    try {
      node.beans.getBean(NodeIdentity.class).close();
      node.beans
          .findBean(javax.sql.DataSource.class)
          .ifPresent(pool -> {
            try {
              pool.unwrap(HikariDataSource.class).close();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Does something on a node, and lets that crash if chance wants it. */
  private void on(Node node, Runnable deed) {
    if (node.asleep) {
      return;
    }
    try {
      deed.run();
    } catch (Chance.Crash e) {
      restart(node);
    } catch (RuntimeException e) {
      // As every task of the service: it is tried again.
      failures++;
    }
  }

  int failures;

  /** Lets something happen, and then everything that follows of it. */
  void apply(Op op) {
    Node node = nodes.get(op.node());
    switch (op.kind()) {
      case FIRE -> fire(faults.get(op.a() % faults.size()), node);
      case RESOLVE -> resolve(faults.get(op.a() % faults.size()), node);
      case RESEND -> send(faults.get(op.a() % faults.size()), node);
      case PASS_TIME -> time.now = time.now.plusSeconds(1 + op.b() % 180);
      case END_PLAY -> endPlay(op);
      case CRASH ->
          node.chance.at(
              op.a() % 6, op.b() % 2 == 0 ? Chance.Fault.CRASH_BEFORE : Chance.Fault.CRASH_AFTER);
      case DATABASE_ERROR ->
          node.chance.at(
              op.a() % 6, op.b() % 2 == 0 ? Chance.Fault.ERROR_BEFORE : Chance.Fault.ERROR_AFTER);
      case SLEEP -> sleep(node);
      case JUDGE -> nodes.forEach(other -> on(other, () -> RunnerDoor.judge(other.beans)));
      case FREEZE, THAW -> {
        // Freezes are tried elsewhere; here the name keeps the histories alike.
      }
      case APPROVE -> approve(op, node);
      case CANCEL -> cancel(op, node);
    }
    drive();
  }

  private void sleep(Node node) {
    node.asleep = !node.asleep && nodes.size() > 1;
    if (node.asleep) {
      update(
          "UPDATE node SET seen_at = CURRENT_TIMESTAMP - INTERVAL '1' DAY WHERE name = 'n"
              + nodes.indexOf(node)
              + "'");
    }
  }

  private void endPlay(Op op) {
    List<StandInPlays.Machine.Play> going = new ArrayList<>();
    nodes.forEach(node -> going.addAll(node.machine.going()));
    if (!going.isEmpty()) {
      StandInPlays.Machine.Play play = going.get(op.a() % going.size());
      nodes.stream()
          .filter(node -> node.machine.going().contains(play))
          .forEach(node -> node.machine.end(play.run(), op.b() % 4 != 0));
    }
  }

  private void approve(Op op, Node node) {
    List<String> waiting = column("SELECT id FROM remediation WHERE state = 'WAITING'");
    if (!waiting.isEmpty()) {
      UUID id = UUID.fromString(waiting.get(op.a() % waiting.size()));
      on(node, () -> node.beans.getBean(Approvals.class).approve(id, "somebody", "looks right"));
    }
  }

  private void cancel(Op op, Node node) {
    List<String> open = column("SELECT id FROM run WHERE state = 'QUEUED'");
    if (!open.isEmpty()) {
      UUID id = UUID.fromString(open.get(op.a() % open.size()));
      on(
          node,
          () ->
              node.beans
                  .getBean(RunQueue.class)
                  .cancel(
                      node.beans.getBean(RunRepository.class).findById(id).orElseThrow(),
                      "somebody"));
    }
  }

  private void fire(Fault fault, Node node) {
    if (!fault.fires()) {
      // No alert begins at the very instant at which it ended.
      time.now = time.now.plusSeconds(1);
      fault.began = time.now;
      fault.ended = Optional.empty();
      fault.accepted = false;
    }
    send(fault, node);
  }

  private void resolve(Fault fault, Node node) {
    if (fault.fires()) {
      fault.ended = Optional.of(time.now);
    }
    send(fault, node);
  }

  private void send(Fault fault, Node node) {
    if (fault.began.equals(Instant.EPOCH)) {
      return;
    }
    Alert alert =
        new Alert(
            fault.fires() ? AlertStatus.FIRING : AlertStatus.RESOLVED,
            Labels.of(Map.of("alertname", fault.alertname, "instance", fault.host)),
            Labels.of(Map.of()),
            fault.began,
            fault.ended,
            "",
            "");
    on(
        node,
        () -> {
          StoreDoor.store(
              node.beans,
              List.of(new Notification("default", "p", "g", true, 0, List.of(alert), List.of())));
          fault.accepted = true;
        });
  }

  /** Lets every node that is awake do all that it does by itself. */
  void drive() {
    for (Node node : nodes) {
      if (!node.asleep) {
        on(node, () -> node.beans.getBean(WaitingSteps.class).run());
        on(node, () -> node.beans.getBean(Proof.class).run());
        on(
            node,
            () ->
                RunnerDoor.drive(
                    node.beans,
                    column("SELECT id FROM run WHERE state = 'QUEUED' ORDER BY queued_at, id")
                        .stream()
                        .map(UUID::fromString)
                        .toList()));
      }
    }
  }

  /**
   * Lets all end that can: no alert fires, every play ends, everybody is awake, and time passes.
   */
  void settle() {
    nodes.forEach(node -> node.asleep = false);
    for (Fault fault : faults) {
      if (fault.fires()) {
        fault.ended = Optional.of(time.now);
      }
    }
    for (int i = 0; i < 12; i++) {
      for (Fault fault : faults) {
        nodes.forEach(node -> send(fault, node));
      }
      for (Node node : nodes) {
        node.machine.going().forEach(play -> node.machine.end(play.run(), true));
      }
      time.now = time.now.plus(Duration.ofHours(i < 6 ? 0 : 13)).plusSeconds(90);
      drive();
    }
  }

  /** Every play that goes on, on whatever machine. */
  List<StandInPlays.Machine.Play> plays() {
    return nodes.stream().flatMap(node -> node.machine.going().stream()).toList();
  }

  /** How often each run was begun, on whatever machine. */
  Map<UUID, Integer> begun() {
    Map<UUID, Integer> all = new LinkedHashMap<>();
    nodes.forEach(
        node -> node.machine.begun().forEach((run, times) -> all.merge(run, times, Integer::sum)));
    return all;
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

  private void update(String text) {
    try (Statement statement = sql.createStatement()) {
      statement.executeUpdate(text);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    nodes.forEach(World::stop);
    try (Statement statement = sql.createStatement()) {
      statement.execute("SHUTDOWN");
    }
  }
}
