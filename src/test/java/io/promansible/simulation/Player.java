package io.promansible.simulation;

import io.promansible.alert.Alert;
import io.promansible.alert.Notification;
import io.promansible.course.Approvals;
import io.promansible.freeze.Freezes;
import io.promansible.intake.AlertClosing;
import io.promansible.intake.HeldAlerts;
import io.promansible.intake.Intake;
import io.promansible.intake.IntakeDoor;
import io.promansible.queue.RunQueue;
import io.promansible.routine.RoutineDoor;
import io.promansible.run.RunRepository;
import io.promansible.runner.RunnerDoor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Lets things happen to a world: alerts, people, faults and time. */
final class Player {
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final String WHY = "the simulation wants it";

  private final World world;
  private List<String> frozen = List.of();

  Player(World world) {
    this.world = world;
  }

  /** Lets something happen, and then everything that follows of it. */
  void play(Op op) {
    Member node = world.nodes.get(op.node());
    Fault fault = world.faults.get(op.a() % world.faults.size());
    switch (op.kind()) {
      case FIRE, RESOLVE, RESEND, SEND_LATE, SEND_TO_ALL, FLAP, UNHEARD, STORM ->
          alert(op, fault, node);
      case PASS_TIME -> world.time.now = world.time.now.plusSeconds(1 + op.b() % 180);
      case PASS_HOURS -> world.time.now = world.time.now.plusSeconds(600 + op.b() * 7L);
      case CLOCK_BACK -> {
        world.time.now = world.time.now.minusSeconds(1 + op.b() % 90);
        world.faults.forEach(each -> each.clockIsBackAt(world.time.now));
      }
      case END_PLAY -> pick(world.plays(), op.a(), play -> world.end(play, op.b() % 4 != 0));
      case CRASH ->
          node.chance.at(
              op.a() % 6, op.b() % 2 == 0 ? Chance.Fault.CRASH_BEFORE : Chance.Fault.CRASH_AFTER);
      case DATABASE_ERROR ->
          node.chance.at(
              op.a() % 6, op.b() % 2 == 0 ? Chance.Fault.ERROR_BEFORE : Chance.Fault.ERROR_AFTER);
      case SLEEP -> sleep(node);
      case JUDGE -> world.nodes.forEach(other -> other.on(RunnerDoor::judge));
      case RELOAD -> world.reload(node, op.b());
      case LOOK_AGAIN -> node.on(beans -> beans.getBean(HeldAlerts.class).run());
      case POLL -> node.on(IntakeDoor::poll);
      case ALERTMANAGER_DOWN -> world.alertmanager.answers = !world.alertmanager.answers;
      case ALERTMANAGER_RESTART -> world.alertmanager.since = world.time.now;
      case SILENCE -> fault.silenced = fault.fires() && !fault.silenced;
      case FREEZE, THAW, APPROVE, REJECT, CANCEL, CLOSE, RUN_ROUTINE -> person(op, fault, node);
    }
    frozen = world.column("SELECT scope FROM frozen");
    world.drive();
  }

  /** The scopes that were frozen before the nodes did what follows of the last step. */
  List<String> frozen() {
    return frozen;
  }

  private void alert(Op op, Fault fault, Member node) {
    switch (op.kind()) {
      case FIRE -> {
        begin(fault);
        send(List.of(fault), node);
      }
      case RESOLVE -> {
        end(fault);
        send(List.of(fault), node);
      }
      case FLAP -> pick(faults(Fault::fires), op.a(), one -> flap(one, node, op.b() % 2 == 0));
      case UNHEARD -> {
        if (fault.fires()) {
          end(fault);
        } else {
          begin(fault);
        }
      }
      case SEND_LATE ->
          pick(
              faults(this::changedLately),
              op.a(),
              one -> post(List.of(one.earlier(1 + op.b() % 3)), node));
      case SEND_TO_ALL -> {
        begin(fault);
        world.nodes.forEach(each -> send(List.of(fault), each));
      }
      case STORM -> {
        List<Fault> some = world.faults.subList(op.b() % 8, op.b() % 8 + 8);
        some.forEach(this::begin);
        send(some, node);
      }
      default -> send(List.of(fault), node);
    }
  }

  private List<Fault> faults(Predicate<Fault> such) {
    return world.faults.stream().filter(such).toList();
  }

  /** Whether what is sent late is no new fault: what comes later is rightly taken for one. */
  private boolean changedLately(Fault fault) {
    return fault.everFired()
        && fault.ended.orElse(world.time.now).plus(LATE).isAfter(world.time.now);
  }

  private void flap(Fault fault, Member node, boolean inOrder) {
    end(fault);
    Alert over = fault.alert();
    if (inOrder) {
      post(List.of(over), node);
    }
    begin(fault);
    send(List.of(fault), node);
    if (!inOrder) {
      post(List.of(over), node);
    }
  }

  private void begin(Fault fault) {
    if (!fault.fires()) {
      // No alert begins before it ended, or at that very instant.
      pass(fault.ended.orElseThrow());
      world.time.now = world.time.now.plusSeconds(1);
      fault.begin(world.time.now);
    }
  }

  private void end(Fault fault) {
    if (fault.fires()) {
      pass(fault.began);
      fault.end(world.time.now);
      fault.silenced = false;
    }
  }

  private void pass(Instant time) {
    if (world.time.now.isBefore(time)) {
      world.time.now = time;
    }
  }

  /** Sends every alert that ever fired, as it is now. */
  void sendAll(Member node) {
    send(world.faults, node);
  }

  private static void send(List<Fault> some, Member node) {
    List<Fault> sent = some.stream().filter(Fault::everFired).toList();
    if (!sent.isEmpty() && post(sent.stream().map(Fault::alert).toList(), node)) {
      sent.forEach(fault -> fault.accepted = true);
    }
  }

  /** Whether the node says that all is stored. */
  private static boolean post(List<Alert> alerts, Member node) {
    Notification notification =
        new Notification("default", "promansible", "g", true, 0, alerts, List.of());
    return node.on(beans -> beans.getBean(Intake.class).submitAndWait(notification));
  }

  private void sleep(Member node) {
    node.asleep = !node.asleep;
    if (node.asleep) {
      world.update(
          "UPDATE node SET seen_at = CURRENT_TIMESTAMP - INTERVAL '1' DAY WHERE name = '"
              + node.name
              + "'");
    }
  }

  private void person(Op op, Fault fault, Member node) {
    switch (op.kind()) {
      case FREEZE ->
          node.on(beans ->
              beans.getBean(Freezes.class).freeze(scope(op, fault), "somebody", WHY, null));
      case THAW ->
          world
              .column("SELECT scope FROM frozen")
              .forEach(scope ->
                  node.on(beans -> beans.getBean(Freezes.class).thaw(scope, "somebody", WHY)));
      case APPROVE ->
          pick(
              ids("remediation WHERE state = 'WAITING'"),
              op.a(),
              id -> node.on(beans -> beans.getBean(Approvals.class).approve(id, "somebody", WHY)));
      case REJECT ->
          pick(
              ids("remediation WHERE state = 'WAITING'"),
              op.a(),
              id -> node.on(beans -> beans.getBean(Approvals.class).reject(id, "somebody", WHY)));
      case CLOSE -> pick(ids("episode WHERE state = 'FIRING'"), op.a(), id -> close(id, node));
      case RUN_ROUTINE -> node.on(beans -> RoutineDoor.runNow(beans, "Round"));
      default -> pick(ids("run WHERE state <> 'FINISHED'"), op.a(), id -> cancel(id, node));
    }
  }

  private void close(UUID episode, Member node) {
    world.faults.stream()
        .filter(fault ->
            !ids("episode WHERE " + fault.isIn() + " AND id = '" + episode + "'").isEmpty())
        .forEach(fault -> fault.closed = true);
    node.on(beans -> beans.getBean(AlertClosing.class).close(episode, "somebody", WHY));
  }

  private static void cancel(UUID run, Member node) {
    node.on(beans ->
        beans
            .getBean(RunQueue.class)
            .cancel(beans.getBean(RunRepository.class).findById(run).orElseThrow(), "somebody"));
  }

  private static String scope(Op op, Fault fault) {
    return switch (op.b() % 4) {
      case 0 -> "handler:Auto";
      case 1 -> "host:" + fault.host;
      case 2 -> "routine:Round";
      default -> "all";
    };
  }

  /** Lets every alert end, and undoes what people and Alertmanager's faults hold back. */
  void calm() {
    world.faults.forEach(this::end);
    world.alertmanager.answers = true;
    world.update("DELETE FROM frozen");
    frozen = List.of();
  }

  private List<UUID> ids(String of) {
    return world.column("SELECT id FROM " + of).stream().map(UUID::fromString).toList();
  }

  private static <T> void pick(List<T> some, int which, Consumer<T> then) {
    if (!some.isEmpty()) {
      then.accept(some.get(which % some.size()));
    }
  }
}
