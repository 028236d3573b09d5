package io.promansible.simulation;

import io.promansible.runner.StandInPlays;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What must hold in every history; looks at one of them, step by step. */
final class Invariants {
  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final Duration ROUND = Duration.ofMinutes(10);

  private final World world;
  private final Player player;
  private final int perHour;
  private final Map<Fault, Instant> stored = new HashMap<>();
  private final Map<String, Set<UUID>> acted = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();
  private final Set<UUID> begun = new HashSet<>();
  private final Instant firstRound;

  /**
   * For a history that begins now.
   *
   * @param perHour how often the handler Auto may start in an hour
   */
  Invariants(World world, Player player, int perHour) {
    this.world = world;
    this.player = player;
    this.perHour = perHour;
    this.firstRound = nextRound();
  }

  /** What does not hold now; empty when all does. */
  Optional<String> now() {
    return world
        .failure
        .map(e -> "a failure that nobody caused: " + e)
        .or(this::twoPlaysOnAHost)
        .or(this::begunTwice)
        .or(this::begunThoughFrozen)
        .or(this::actedTwice)
        .or(this::limit)
        .or(() ->
            some(
                "an episode that nobody decided about",
                """
                SELECT id FROM episode e WHERE NOT EXISTS (
                  SELECT 1 FROM decision d WHERE d.episode_id = e.id) AND e.state = 'FIRING'\
                """))
        .or(this::notStored)
        .or(this::overThoughItFires)
        .or(this::fixedTooSoon);
  }

  private Optional<String> twoPlaysOnAHost() {
    Set<String> worked = new HashSet<>();
    return world.plays().stream()
        .flatMap(play -> play.hosts().stream())
        .filter(host -> !worked.add(host))
        .findFirst()
        .map(host -> "two plays work on " + host);
  }

  private Optional<String> begunTwice() {
    return world.begun().entrySet().stream()
        .filter(run -> run.getValue() > 1)
        .map(run -> "run " + run.getKey() + " was begun " + run.getValue() + " times")
        .findFirst();
  }

  /** Whether two runs of one step of a remediation began, at any time of the history. */
  private Optional<String> actedTwice() {
    for (String row :
        world.column(
            """
            SELECT m.id || ' ' || m.step || ' ' || m.run_id FROM remediation m
            WHERE m.state IN ('ACTING', 'VERIFYING', 'HOLDING') AND m.run_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM remediation_run r
                WHERE r.remediation_id = m.id AND r.run_id = m.run_id)\
            """)) {
      int last = row.lastIndexOf(' ');
      acted
          .computeIfAbsent(row.substring(0, last), step -> new HashSet<>())
          .add(UUID.fromString(row.substring(last + 1)));
    }
    Set<UUID> really = world.begun().keySet();
    return acted.entrySet().stream()
        .filter(step -> step.getValue().stream().filter(really::contains).count() > 1)
        .findFirst()
        .map(step -> "two runs of one step of a remediation began: " + step);
  }

  private Optional<String> begunThoughFrozen() {
    List<StandInPlays.Machine.Play> fresh =
        world.plays().stream().filter(play -> begun.add(play.run())).toList();
    return player.frozen().stream()
        .flatMap(scope -> fresh.stream().filter(play -> concerns(scope, play)).map(play -> scope))
        .findFirst()
        .map(scope -> "a play began though " + scope + " is frozen");
  }

  private boolean concerns(String scope, StandInPlays.Machine.Play play) {
    String run = " FROM run WHERE id = '" + play.run() + "'";
    return switch (scope) {
      case "all" -> true;
      case "handler:Auto" -> world.column("SELECT handler" + run).contains("Auto");
      case "routine:Round" -> world.column("SELECT routine" + run).contains("Round");
      default -> play.hosts().stream().anyMatch(host -> scope.equals("host:" + host));
    };
  }

  private Optional<String> limit() {
    return some(
        "more starts in an hour than its limit",
        """
        WITH start AS (SELECT m.started_at FROM remediation m JOIN run r ON r.id = m.run_id
          WHERE m.handler = 'Auto' AND r.started_at IS NOT NULL
            AND COALESCE(r.outcome, '') <> 'NOT_STARTED')
        SELECT started_at FROM start a WHERE (SELECT COUNT(*) FROM start b
          WHERE b.started_at <= a.started_at
          AND b.started_at > a.started_at - INTERVAL '1' HOUR) > %d\
        """
            .formatted(perHour));
  }

  private Optional<String> notStored() {
    return world.faults.stream()
        .filter(fault -> fault.accepted && fault.fires())
        .filter(fault -> !fault.began.equals(stored.get(fault)))
        .filter(fault ->
            world
                .column(
                    "SELECT id FROM episode WHERE %s AND starts_nanos >= %d"
                        .formatted(fault.isIn(), nanos(fault.began)))
                .isEmpty())
        .findFirst()
        .map(fault -> fault.alertname + " of " + fault.host + " was accepted and is not stored")
        .or(() -> {
          world.faults.stream()
              .filter(fault -> fault.accepted)
              .forEach(fault -> stored.put(fault, fault.began));
          return Optional.empty();
        });
  }

  /**
   * Whether an alert that fires is taken for over, though neither its sender nor a person said so.
   */
  private Optional<String> overThoughItFires() {
    Set<String> firing =
        new HashSet<>(
            world.column("SELECT alertname || labels FROM episode WHERE state = 'FIRING'"));
    return world.faults.stream()
        .filter(fault -> fault.accepted && fault.fires() && !fault.closed)
        .filter(fault ->
            firing.stream()
                .noneMatch(one ->
                    one.startsWith(fault.alertname) && one.contains("\"" + fault.host + "\"")))
        .findFirst()
        .map(fault -> fault.alertname + " of " + fault.host + " fires and is taken for over");
  }

  /** Whether a fix was told of an alert that had not been gone for the hold. */
  private Optional<String> fixedTooSoon() {
    for (String row :
        world.column(
            """
            SELECT m.id || ' ' || m.alertname || ' ' || m.host || ' ' || e.starts_nanos || ' '
              || CAST(EXTRACT(EPOCH FROM m.finished_at) AS bigint)
            FROM remediation m JOIN episode e ON e.id = m.episode_id WHERE m.outcome = 'FIXED'\
            """)) {
      List<String> known = List.of(row.split(" ", -1));
      if (!fixed.add(known.getFirst())) {
        continue;
      }
      Instant start = Instant.ofEpochSecond(0, Long.parseLong(known.get(3)));
      Instant told = Instant.ofEpochSecond(Long.parseLong(known.get(4)));
      Optional<Instant> end =
          world.faults.stream()
              .filter(fault -> fault.alertname.equals(known.get(1)))
              .filter(fault -> fault.host.equals(known.get(2)))
              .findFirst()
              .flatMap(fault -> fault.endOf(start));
      if (end.filter(over -> !over.plus(HOLD).isAfter(told)).isEmpty()) {
        return Optional.of(
            "%s of %s that began at %s is told to be fixed at %s, and ended %s"
                .formatted(
                    known.get(1),
                    known.get(2),
                    start,
                    told,
                    end.map(Instant::toString).orElse("never")));
      }
    }
    return Optional.empty();
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  /** What does not hold when nothing fires, nothing plays, and a long time has passed. */
  Optional<String> atTheEnd() {
    return some(
            "a run that waits for nothing",
            """
            SELECT id || ': ' || cause || ' is ' || state || ' on ' || COALESCE(node, 'no node')
              || ', ' || reason FROM run WHERE state <> 'FINISHED'\
            """)
        .or(() -> some("a lease that nobody gives back", "SELECT host FROM lease"))
        .or(() ->
            some(
                "a remediation that waits for nothing",
                """
                SELECT id || ' of ' || handler || ' on ' || host || ' is ' || state || ', ' || reason
                  FROM remediation WHERE state <> 'FINISHED'\
                """))
        .or(() ->
            some(
                "an end without a reason",
                "SELECT id FROM remediation WHERE outcome IS NULL OR reason = ''"))
        .or(() ->
            some("an alert that fires for ever", "SELECT id FROM episode WHERE state = 'FIRING'"))
        .or(this::rounds);
  }

  /** Each time of a routine started one run, or is counted as missed. */
  private Optional<String> rounds() {
    long passed = Duration.between(firstRound, nextRound()).dividedBy(ROUND);
    long started = number("SELECT COUNT(*) FROM run WHERE routine = 'Round' AND asked_by IS NULL");
    long missed = number("SELECT missed FROM routine_state WHERE name = 'Round'");
    return Stream.of(started + missed)
        .filter(known -> known != passed)
        .map(known ->
            "of %d times of a routine %d started and %d were missed"
                .formatted(passed, started, missed))
        .findFirst();
  }

  private Instant nextRound() {
    return Instant.ofEpochSecond(
        number("SELECT EXTRACT(EPOCH FROM next_at) FROM routine_state WHERE name = 'Round'"));
  }

  private long number(String query) {
    return world.column(query).stream()
        .mapToLong(text -> (long) Double.parseDouble(text))
        .findFirst()
        .orElse(0);
  }

  private Optional<String> some(String what, String query) {
    return world.column(query).stream().findFirst().map(found -> what + ": " + found);
  }
}
