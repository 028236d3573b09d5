package io.promansible.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.runner.StandInPlays;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories that nobody thought of, and what must hold in all of them. */
class SimulationTest {
  private static final int SEEDS = Boolean.getBoolean("promansible.long") ? 5_000 : 20;
  private static final int LENGTH = 80;
  private static final int NODES = 2;
  private static final int PER_HOUR = 4;
  private static final Duration HOLD = Duration.ofMinutes(1);

  private static String handlers(int perHour) {
    return "runs: {concurrent: 100, hosts_max: 1}\nhandlers:\n"
        + handler("Auto", "auto", perHour)
        + handler("Asks", "approve", perHour);
  }

  private static String handler(String name, String mode, int perHour) {
    return """
      - name: %s
        matchers: ['alertname="%s"']
        roles: [note]
        mode: %s
        class: safe
        min_age: 0s
        verify: {within: 10m, hold: 1m}
        cooldown: {after_success: 5m, after_failure: 5m}
        host_cooldown: 0s
        limits: {hosts: 8, share: 100%%, per_hour: %d, flaps: 1000, recurrence: 1000}
        breaker: {failures: 1000, host_failures: 1000}
    """
        .formatted(name, name, mode, perHour);
  }

  /** What is wrong after a history; empty when all holds. */
  private static Optional<String> wrong(
      Path folder, List<Op> history, int perHour, UnaryOperator<String> bug) {
    try (World world = new World(folder, NODES, handlers(perHour), bug)) {
      for (Op op : history) {
        world.apply(op);
        Optional<String> wrong = now(world);
        if (wrong.isPresent()) {
          return wrong.map(what -> what + " after " + op);
        }
      }
      world.settle();
      return now(world).or(() -> atTheEnd(world));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What must hold after each step. */
  private static Optional<String> now(World world) {
    Set<String> worked = new HashSet<>();
    for (StandInPlays.Machine.Play play : world.plays()) {
      for (String host : play.hosts()) {
        if (!worked.add(host)) {
          return Optional.of("two plays work on " + host);
        }
      }
    }
    return world.begun().entrySet().stream()
        .filter(run -> run.getValue() > 1)
        .map(run -> "run " + run.getKey() + " was begun " + run.getValue() + " times")
        .findFirst()
        .or(() ->
            some(
                world,
                "more starts than attempts",
                """
                SELECT m.id FROM remediation m WHERE m.attempts > 1\
                """))
        .or(() ->
            some(
                world,
                "two remediations of one episode by one handler",
                """
                SELECT episode_id FROM remediation GROUP BY episode_id, handler HAVING COUNT(*) > 1\
                """))
        .or(() ->
            some(
                world,
                "more starts in an hour than its limit",
                """
                SELECT handler FROM remediation a WHERE a.attempts > 0 AND a.handler = 'Auto' AND (SELECT COUNT(*)
                  FROM remediation b WHERE b.handler = a.handler AND b.attempts > 0
                  AND b.started_at <= a.started_at
                  AND b.started_at > a.started_at - INTERVAL '1' HOUR) > %d\
                """
                    .formatted(PER_HOUR)))
        .or(() ->
            some(
                world,
                "an episode that nobody decided about",
                """
                SELECT id FROM episode e WHERE NOT EXISTS (
                  SELECT 1 FROM decision d WHERE d.episode_id = e.id) AND e.state = 'FIRING'\
                """))
        .or(() -> notStored(world))
        .or(() -> tooSoonFixed(world));
  }

  private static Optional<String> notStored(World world) {
    return world.faults.stream()
        .filter(fault -> fault.accepted && fault.fires())
        .filter(fault ->
            world
                .column(
                    "SELECT id FROM episode WHERE alertname = '%s' AND labels LIKE '%%\"%s\"%%'"
                        .formatted(fault.alertname, fault.host))
                .isEmpty())
        .map(fault -> fault.alertname + " of " + fault.host + " was accepted and is not stored")
        .findFirst();
  }

  private static Optional<String> tooSoonFixed(World world) {
    return world.faults.stream()
        .filter(Fault::fires)
        .filter(fault -> fault.began.isBefore(world.time.instant().minus(HOLD)))
        .filter(fault ->
            !world
                .column(
                    "SELECT m.id FROM remediation m JOIN episode e ON e.id = m.episode_id WHERE m.outcome = 'FIXED' AND m.alertname = '%s' AND m.host = '%s' AND e.starts_nanos = %d"
                        .formatted(
                            fault.alertname,
                            fault.host,
                            fault.began.getEpochSecond() * 1_000_000_000L))
                .isEmpty())
        .map(fault -> fault.alertname + " of " + fault.host + " is told to be fixed, and fires")
        .findFirst();
  }

  /** What must hold when nothing fires, nothing plays, and a long time has passed. */
  private static Optional<String> atTheEnd(World world) {
    return some(
            world, "a run that waits for nothing", "SELECT id FROM run WHERE state <> 'FINISHED'")
        .or(() -> some(world, "a lease that nobody gives back", "SELECT host FROM lease"))
        .or(() ->
            some(
                world,
                "a remediation that waits for nothing",
                "SELECT id FROM remediation WHERE state <> 'FINISHED'"));
  }

  private static Optional<String> some(World world, String what, String query) {
    return world.column(query).stream().findFirst().map(found -> what + ": " + found);
  }

  /** Leaves out what the fault does not need. */
  private static List<Op> shortest(
      Path folder, List<Op> history, int perHour, UnaryOperator<String> bug) {
    List<Op> shorter = history;
    for (int size = Math.max(1, history.size() / 2); size >= 1; size /= 2) {
      for (int from = 0; from + size <= shorter.size(); ) {
        List<Op> tried = new ArrayList<>(shorter.subList(0, from));
        tried.addAll(shorter.subList(from + size, shorter.size()));
        if (wrong(folder.resolve("s" + System.nanoTime()), tried, perHour, bug).isPresent()) {
          shorter = tried;
        } else {
          from += size;
        }
      }
    }
    return shorter;
  }

  private static Optional<String> search(
      Path folder, int seeds, int perHour, UnaryOperator<String> bug) {
    for (long seed = 1; seed <= seeds; seed++) {
      List<Op> history = Op.history(seed, LENGTH, NODES);
      Optional<String> wrong = wrong(folder.resolve("w" + seed), history, perHour, bug);
      if (wrong.isPresent()) {
        List<Op> few = shortest(folder.resolve("short" + seed), history, perHour, bug);
        return Optional.of("seed %d: %s; shortest history: %s".formatted(seed, wrong.get(), few));
      }
    }
    return Optional.empty();
  }

  @Test
  void d33_what_must_hold_holds_in_histories_that_nobody_thought_of(@TempDir Path folder) {
    assertThat(search(folder, SEEDS, PER_HOUR, sql -> sql)).isEmpty();
  }

  @Test
  void d33_planted_faults_are_found(@TempDir Path folder) {
    assertThat(
            search(
                folder.resolve("lease"),
                5,
                PER_HOUR,
                sql ->
                    sql.startsWith("DELETE FROM lease WHERE run_id = ?")
                        ? sql + " AND 1 = 0"
                        : sql))
        .as("a lease that is not given back")
        .isPresent();
    assertThat(search(folder.resolve("limit"), 5, PER_HOUR + 1, sql -> sql))
        .as("a limit by one")
        .isPresent();
  }
}
