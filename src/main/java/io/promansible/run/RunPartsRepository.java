package io.promansible.run;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.promansible.play.Recap;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What belongs to a run: its hosts, events and kept files. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RunPartsRepository extends GenericRepository<Run, UUID> {
  /** Adds a host; 0 when it is there already. */
  @Query(
      """
      INSERT INTO run_host (run_id, host, parameters) VALUES (:runId, :host, :parameters)
      ON CONFLICT DO NOTHING\
      """)
  int insertHost(UUID runId, String host, String parameters);

  /** Notes a role of a run, for the history. */
  @Query("INSERT INTO run_role (role, run_id) VALUES (:role, :runId)")
  int insertRole(String role, UUID runId);

  /** The hosts of a run, sorted by name. */
  @Query("SELECT * FROM run_host WHERE run_id = :runId ORDER BY host")
  List<RunHost> hosts(UUID runId);

  /** A page of a run's hosts after a name, sorted by name; {@code bad} shows only those not ok. */
  @Query(
      """
      SELECT * FROM run_host WHERE run_id = :runId AND host > :after
        AND (:bad = FALSE OR failed > 0 OR unreachable > 0 OR dropped IS NOT NULL)
      ORDER BY host LIMIT :most\
      """)
  List<RunHost> page(UUID runId, String after, boolean bad, int most);

  /** The names of a run's hosts, sorted. */
  @Query("SELECT host FROM run_host WHERE run_id = :runId ORDER BY host")
  List<String> names(UUID runId);

  /** The names of a run's first hosts. */
  @Query("SELECT host FROM run_host WHERE run_id = :runId ORDER BY host LIMIT :most")
  List<String> names(UUID runId, int most);

  /** The hosts of a run that have parameters of their own. */
  @Query("SELECT * FROM run_host WHERE run_id = :runId AND parameters <> '{}'")
  List<RunHost> withParameters(UUID runId);

  /** Replaces the parameters of a host. */
  @Query("UPDATE run_host SET parameters = :parameters WHERE run_id = :runId AND host = :host")
  int parameters(UUID runId, String host, String parameters);

  /** Stores with the run how many of its hosts ended how, for lists of runs. */
  @Query(
      """
      UPDATE run SET
        hosts_ok = (SELECT COUNT(*) FROM run_host h WHERE h.run_id = run.id
          AND h.dropped IS NULL AND h.failed = 0 AND h.unreachable = 0),
        hosts_failed = (SELECT COUNT(*) FROM run_host h WHERE h.run_id = run.id AND h.failed > 0),
        hosts_unreachable = (SELECT COUNT(*) FROM run_host h WHERE h.run_id = run.id
          AND h.failed = 0 AND h.unreachable > 0),
        hosts_dropped = (SELECT COUNT(*) FROM run_host h WHERE h.run_id = run.id
          AND h.dropped IS NOT NULL)
      WHERE id = :runId\
      """)
  int count(UUID runId);

  /** How the hosts of finished runs ended. */
  @Query(
      """
      SELECT id AS run_id, hosts_ok, hosts_failed, hosts_unreachable, hosts_dropped FROM run
      WHERE id IN (:runIds) AND hosts_ok IS NOT NULL\
      """)
  List<HostCounts> counts(Collection<UUID> runIds);

  /** The hosts of several runs. */
  @Query("SELECT * FROM run_host WHERE run_id IN (:runIds) ORDER BY host")
  List<RunHost> hostsOf(Collection<UUID> runIds);

  /**
   * When the last run of a handler on a host ended; ids begin with the time, so {@code since}
   * bounds the search. Routines do not count: one that runs each minute would hold back handlers.
   */
  @Query(
      """
      SELECT MAX(r.finished_at) FROM run_host h JOIN run r ON r.id = h.run_id
      WHERE h.host = :host AND h.run_id > :since AND h.dropped IS NULL
        AND r.started_at IS NOT NULL AND r.outcome <> 'NOT_STARTED'
        AND r.cause = 'ALERT'\
      """)
  Optional<Instant> lastEnded(String host, UUID since);

  /** When the last run of a handler ended, for each of these hosts. */
  @Query(
      """
      SELECT h.host, MAX(r.finished_at) AS ended_at FROM run_host h JOIN run r ON r.id = h.run_id
      WHERE h.host IN (:hosts) AND h.run_id > :since AND h.dropped IS NULL
        AND r.started_at IS NOT NULL AND r.finished_at IS NOT NULL AND r.outcome <> 'NOT_STARTED'
        AND r.cause = 'ALERT'
      GROUP BY h.host\
      """)
  List<HostEnd> lastEnded(Collection<String> hosts, UUID since);

  /** Notes why a host was left out. */
  @Query(
      """
      UPDATE run_host SET dropped = :why, dropped_until = :until
      WHERE run_id = :runId AND host = :host\
      """)
  int drop(UUID runId, String host, String why, @Nullable String until);

  /** Notes why a host was left out; what is too long is cut. */
  default int drop(UUID runId, String host, DroppedHost dropped) {
    return drop(runId, host, Reasons.cut(dropped.why()), dropped.until());
  }

  /** Stores a host's line of the recap. */
  @Query(
      """
      UPDATE run_host SET ok = :ok, changed = :changed, unreachable = :unreachable,
        failed = :failed, skipped = :skipped, rescued = :rescued, ignored = :ignored
      WHERE run_id = :runId AND host = :host\
      """)
  int recap(
      UUID runId,
      String host,
      int ok,
      int changed,
      int unreachable,
      int failed,
      int skipped,
      int rescued,
      int ignored);

  /** Stores a host's line of the recap. */
  default int recap(UUID runId, String host, Recap r) {
    return recap(
        runId,
        host,
        r.ok(),
        r.changed(),
        r.unreachable(),
        r.failed(),
        r.skipped(),
        r.rescued(),
        r.ignored());
  }

  /** Stores what a host's roles handed back by {@code set_stats}, as JSON. */
  @Query("UPDATE run_host SET results = :results WHERE run_id = :runId AND host = :host")
  int results(UUID runId, String host, String results);

  /** Stores an event; 0 when it is there already, such as after an adoption. */
  @Query(
      """
      INSERT INTO run_event (run_id, seq, kind, host, event)
      VALUES (:runId, :seq, :kind, :host, :event) ON CONFLICT DO NOTHING\
      """)
  int insertEvent(UUID runId, int seq, String kind, @Nullable String host, String event);

  /** Events of a run after a number, in order. */
  @Query(
      """
      SELECT seq, kind, host, event FROM run_event
      WHERE run_id = :runId AND seq > :after ORDER BY seq LIMIT :most\
      """)
  List<StoredEvent> events(UUID runId, int after, int most);

  /** The number of a run's last event; empty where there is none. */
  @Query("SELECT MAX(seq) FROM run_event WHERE run_id = :runId")
  Optional<Integer> lastSeq(UUID runId);

  /**
   * Those of some runs and of their slices that have events behind a number. Given the runs by a
   * query, H2 would read the events of all.
   */
  @Query(
      """
      SELECT r.id FROM run r WHERE r.id IN (:ids)
        AND EXISTS (SELECT 1 FROM run_event v WHERE v.run_id = r.id AND v.seq > :number)
      UNION
      SELECT r.id FROM run r WHERE r.slice_of IN (:ids)
        AND EXISTS (SELECT 1 FROM run_event v WHERE v.run_id = r.id AND v.seq > :number)\
      """)
  List<UUID> withEventsBeyond(Collection<UUID> ids, int number);

  /** Deletes a run's events up to a number. */
  @Query("DELETE FROM run_event WHERE run_id = :runId AND seq <= :upTo")
  int deleteEvents(UUID runId, int upTo);

  /** The events of a run that are of a kind, in order. */
  @Query(
      """
      SELECT seq, kind, host, event FROM run_event
      WHERE run_id = :runId AND kind = :kind ORDER BY seq\
      """)
  List<StoredEvent> eventsOf(UUID runId, String kind);

  /** The last event of a kind in a run. */
  @Query(
      """
      SELECT seq, kind, host, event FROM run_event
      WHERE run_id = :runId AND kind = :kind ORDER BY seq DESC LIMIT 1\
      """)
  Optional<StoredEvent> lastEvent(UUID runId, String kind);

  /** How many events of a kind a run has. */
  @Query("SELECT COUNT(*) FROM run_event WHERE run_id = :runId AND kind = :kind")
  int countEvents(UUID runId, String kind);

  /** The hosts of which any event reports but {@code results}. */
  @Query(
      """
      SELECT DISTINCT host FROM run_event
      WHERE run_id = :runId AND host IS NOT NULL AND kind <> 'results'\
      """)
  List<String> touched(UUID runId);

  /** How many hosts have an event after a number; begun tasks and retries do not count. */
  @Query(
      """
      SELECT COUNT(DISTINCT host) FROM run_event
      WHERE run_id = :runId AND seq > :seq AND kind NOT IN ('retry', 'begun')\
      """)
  int hostsAfter(UUID runId, int seq);

  /** Stores a file, gzipped and in Base64: a text, which both databases take. */
  @Query(
      """
      INSERT INTO run_file (run_id, name, content) VALUES (:runId, :name, :content)
      ON CONFLICT DO NOTHING\
      """)
  int insertFile(UUID runId, String name, String content);

  /** A kept file. */
  @Query("SELECT content FROM run_file WHERE run_id = :runId AND name = :name")
  Optional<String> file(UUID runId, String name);
}
