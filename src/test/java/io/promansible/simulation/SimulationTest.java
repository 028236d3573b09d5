package io.promansible.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories that nobody thought of, and what must hold in all of them. */
class SimulationTest {
  private static final int SEEDS =
      Integer.getInteger("promansible.seeds", Boolean.getBoolean("promansible.long") ? 5_000 : 200);
  private static final int FIRST = Integer.getInteger("promansible.seed", 0);
  private static final int LENGTH = 45;
  private static final int NODES = 2;
  private static final int PER_HOUR = 4;
  // So many histories in one world: a new one costs as much as several, and a service has many.
  private static final int FEW = 25;

  private static List<String> configurations(int perHour, String hold) {
    String runs =
        "alertmanager: {url: 'http://127.0.0.1:9'}\nruns: {concurrent: 100, hosts_max: 1}\n";
    String routine =
        "routines: [{name: Round, cron: '*/10 * * * *', hosts: 'h1', roles: [look]}]\n";
    String auto = handler("Auto", "auto", perHour, hold) + steps(hold);
    return List.of(
        runs + routine + "handlers:\n" + auto + handler("Asks", "approve", perHour, hold),
        runs + routine + "handlers:\n" + auto + handler("Asks", "auto", perHour, hold),
        runs + routine + "handlers:\n" + auto);
  }

  private static String handler(String name, String mode, int perHour, String hold) {
    return """
      - name: %s
        matchers: ['alertname="%s"']
        roles: [note]
        mode: %s
        class: safe
        min_age: 0s
        verify: {within: 10m, hold: %s}
        cooldown: {after_success: 5m, after_failure: 5m}
        host_cooldown: 0s
        limits: {hosts: 8, share: 100%%, per_hour: %d, flaps: 1000, recurrence: 1000}
        breaker: {failures: 1000, host_failures: 1000}
    """
        .formatted(name, name, mode, hold, perHour);
  }

  /** One that goes on with a second step at once, and asks before the third. */
  private static String steps(String hold) {
    return handler("Steps", "auto", 1000, hold)
        + "    escalate: [{roles: [note], verify: {within: 5m, hold: %s}}, {roles: [note], mode: approve}]\n"
            .formatted(hold);
  }

  /** Where histories are tried: nodes with these configurations, and this bug. */
  private record Setting(Path folder, List<String> configurations, UnaryOperator<String> bug) {
    static Setting without(Path folder) {
      return new Setting(folder, SimulationTest.configurations(PER_HOUR, "1m"), sql -> sql);
    }

    Setting with(UnaryOperator<String> other) {
      return new Setting(folder, configurations, other);
    }

    World world(String name) {
      try {
        return new World(folder.resolve(name), NODES, configurations, bug);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What is wrong after a history; empty when all holds. */
  private static Optional<String> wrong(World world, List<Op> history) {
    world.begin();
    Player player = new Player(world);
    Invariants invariants = new Invariants(world, player, PER_HOUR);
    for (Op op : history) {
      player.play(op);
      Optional<String> wrong = invariants.now();
      if (wrong.isPresent()) {
        return wrong.map(what -> what + " after " + op);
      }
    }
    world.settle(player);
    return invariants.now().or(invariants::atTheEnd);
  }

  /** What is wrong after a history in a world of its own. */
  private static Optional<String> wrong(Setting setting, List<Op> history) {
    try (World world = setting.world("s" + System.nanoTime())) {
      return wrong(world, history);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves out what the fault does not need. */
  private static String shortest(Setting setting, List<Op> history, String what) {
    List<Op> shorter = history;
    String shown = what;
    for (int size = Math.max(1, history.size() / 2); size >= 1; size /= 2) {
      for (int from = 0; from + size <= shorter.size(); ) {
        List<Op> tried = new ArrayList<>(shorter.subList(0, from));
        tried.addAll(shorter.subList(from + size, shorter.size()));
        Optional<String> alike =
            wrong(setting, tried).filter(found -> kind(found).equals(kind(what)));
        if (alike.isPresent()) {
          shorter = tried;
          shown = alike.get();
        } else {
          from += size;
        }
      }
    }
    return "shortest history: " + shorter + ", where " + shown;
  }

  /** What is wrong, without the ids, hosts and numbers that differ from history to history. */
  private static String kind(String what) {
    return what.replaceAll(" after Op.*", "").replaceAll("[0-9a-f-]{36}|h?\\d+|Auto|Asks", "…");
  }

  /** Tries some seeds in one world; empty when all holds. */
  private static Optional<String> inOneWorld(Setting setting, int first, int behindLast) {
    try (World world = setting.world("w" + first)) {
      for (int seed = first; seed < behindLast; seed++) {
        List<Op> history = Op.history(seed, LENGTH, NODES);
        Optional<String> wrong = wrong(world, history);
        if (wrong.isPresent()) {
          return Optional.of(
              "seed %d: %s; %s".formatted(seed, wrong.get(), shown(setting, history)));
        }
      }
      return Optional.empty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String shown(Setting setting, List<Op> history) {
    return wrong(setting, history)
        .map(what -> shortest(setting, history, what))
        .orElse("it shows only after the histories before it: " + history);
  }

  private static Optional<String> search(Setting setting, int seeds) {
    return IntStream.range(0, (seeds + FEW - 1) / FEW)
        .parallel()
        .mapToObj(world -> {
          int first = FIRST + world * FEW;
          return inOneWorld(setting, first, Math.min(FIRST + seeds, first + FEW));
        })
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Test
  void d33_what_must_hold_holds_in_histories_that_nobody_thought_of(@TempDir Path folder) {
    assertThat(search(Setting.without(folder), SEEDS)).isEmpty();
  }

  /** What a history left behind, without its ids. */
  private static List<String> left(Setting setting, List<Op> history) {
    try (World world = setting.world("t" + System.nanoTime())) {
      assertThat(wrong(world, history)).isEmpty();
      return world.left();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void d33_a_history_goes_the_same_way_each_time(@TempDir Path folder) {
    Setting setting = Setting.without(folder);
    for (int seed = FIRST; seed < FIRST + 5; seed++) {
      List<Op> history = Op.history(seed, LENGTH, NODES);
      List<String> once = left(setting, history);
      assertThat(once).anyMatch(row -> row.startsWith("run of")).isEqualTo(left(setting, history));
    }
  }

  private static UnaryOperator<String> instead(String beginning, UnaryOperator<String> bug) {
    return sql -> sql.startsWith(beginning) ? bug.apply(sql) : sql;
  }

  private static void assertFound(String told, Setting setting, int seeds) {
    assertThat(search(setting, seeds))
        .hasValueSatisfying(found -> assertThat(found).contains(told));
  }

  @Test
  void d33_planted_faults_are_found(@TempDir Path folder) {
    Setting right = Setting.without(folder);
    // A lease that is not given back.
    UnaryOperator<String> lease =
        instead("DELETE FROM lease WHERE run_id = ?", sql -> sql + " AND 1 = 0");
    assertFound("a run that waits for nothing", right.with(lease), FEW);
    // A limit by one.
    assertFound(
        "more starts in an hour",
        new Setting(folder, configurations(PER_HOUR + 1, "1m"), sql -> sql),
        FEW);
    // An ignored duplicate: the key of an event is unique, so what comes with it is not stored.
    UnaryOperator<String> duplicate =
        instead("SELECT event_key FROM alert_event", sql -> sql + " AND 1 = 0");
    assertFound("an alert that fires for ever", right.with(duplicate), FEW);
    // An ignored freeze.
    UnaryOperator<String> freeze =
        instead("SELECT * FROM frozen", sql -> sql.replace("IS NULL OR", "IS NOT NULL AND"));
    assertFound("is frozen", right.with(freeze), 4 * FEW);
    // A fix that is told without the hold.
    assertFound(
        "told to be fixed", new Setting(folder, configurations(PER_HOUR, "0s"), sql -> sql), FEW);
  }
}
