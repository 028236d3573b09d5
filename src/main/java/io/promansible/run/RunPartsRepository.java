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

/** What belongs to a run: its hosts, events, kept files, and the leases it holds. */
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

  /** The hosts by name. */
  @Query("SELECT * FROM run_host WHERE run_id = :runId ORDER BY host")
  List<RunHost> hosts(UUID runId);

  /** Some of its hosts by name, those behind a name; all, or those that are not well. */
  @Query(
      """
      SELECT * FROM run_host WHERE run_id = :runId AND host > :after
        AND (:bad = FALSE OR failed > 0 OR unreachable > 0 OR dropped IS NOT NULL)
      ORDER BY host LIMIT :most\
      """)
  List<RunHost> page(UUID runId, String after, boolean bad, int most);

  /** The names of the first of its hosts. */
  @Query("SELECT host FROM run_host WHERE run_id = :runId ORDER BY host LIMIT :most")
  List<String> names(UUID runId, int most);

  /** Its hosts that have parameters of their own. */
  @Query("SELECT * FROM run_host WHERE run_id = :runId AND parameters <> '{}'")
  List<RunHost> withParameters(UUID runId);

  /** Replaces the parameters of a host. */
  @Query("UPDATE run_host SET parameters = :parameters WHERE run_id = :runId AND host = :host")
  int parameters(UUID runId, String host, String parameters);

  /** Counts how its hosts ended, for lists. */
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
   * When the last run of a handler on a host ended; ids are made of time, so only the latest are
   * looked at. A routine that looks every minute must hold back no handler.
   */
  @Query(
      """
      SELECT MAX(r.finished_at) FROM run_host h JOIN run r ON r.id = h.run_id
      WHERE h.host = :host AND h.run_id > :since AND h.dropped IS NULL
        AND r.started_at IS NOT NULL AND r.outcome <> 'NOT_STARTED'
        AND r.cause = 'ALERT'\
      """)
  Optional<Instant> lastEnded(String host, UUID since);

  /** Whether another run has one of its hosts. */
  @Query(
      """
      SELECT COUNT(*) > 0 FROM run_host h JOIN lease l ON l.host = h.host
      WHERE h.run_id = :runId AND h.dropped IS NULL\
      """)
  boolean busy(UUID runId);

  /** The same for many hosts. */
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

  /** The same. */
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

  /** Stores what a host's roles handed back. */
  @Query("UPDATE run_host SET results = :results WHERE run_id = :runId AND host = :host")
  int results(UUID runId, String host, String results);

  /** Stores an event; 0 when it was stored before, as after an adoption. */
  @Query(
      """
      INSERT INTO run_event (run_id, seq, kind, host, event)
      VALUES (:runId, :seq, :kind, :host, :event) ON CONFLICT DO NOTHING\
      """)
  int insertEvent(UUID runId, int seq, String kind, @Nullable String host, String event);

  /** Events after a number, in order. */
  @Query(
      """
      SELECT seq, kind, host, event FROM run_event
      WHERE run_id = :runId AND seq > :after ORDER BY seq LIMIT :most\
      """)
  List<StoredEvent> events(UUID runId, int after, int most);

  /** The number of the last event; empty where there is none. */
  @Query("SELECT MAX(seq) FROM run_event WHERE run_id = :runId")
  Optional<Integer> lastSeq(UUID runId);

  /** Forgets events up to a number. */
  @Query("DELETE FROM run_event WHERE run_id = :runId AND seq <= :upTo")
  int deleteEvents(UUID runId, int upTo);

  /** The events of a kind. */
  @Query(
      """
      SELECT seq, kind, host, event FROM run_event
      WHERE run_id = :runId AND kind = :kind ORDER BY seq\
      """)
  List<StoredEvent> eventsOf(UUID runId, String kind);

  /** The last event of a kind. */
  @Query(
      """
      SELECT seq, kind, host, event FROM run_event
      WHERE run_id = :runId AND kind = :kind ORDER BY seq DESC LIMIT 1\
      """)
  Optional<StoredEvent> lastEvent(UUID runId, String kind);

  /** How many events of a kind there are. */
  @Query("SELECT COUNT(*) FROM run_event WHERE run_id = :runId AND kind = :kind")
  int countEvents(UUID runId, String kind);

  /** The hosts that a play has touched at all. */
  @Query(
      """
      SELECT DISTINCT host FROM run_event
      WHERE run_id = :runId AND host IS NOT NULL AND kind <> 'results'\
      """)
  List<String> touched(UUID runId);

  /** How many hosts have said something after a number, but for a retry, after which more comes. */
  @Query(
      """
      SELECT COUNT(DISTINCT host) FROM run_event
      WHERE run_id = :runId AND seq > :seq AND kind NOT IN ('retry', 'begun')\
      """)
  int hostsAfter(UUID runId, int seq);

  /** Keeps a file: gzip, in Base64, which both databases and the mapping take as they are. */
  @Query(
      """
      INSERT INTO run_file (run_id, name, content) VALUES (:runId, :name, :content)
      ON CONFLICT DO NOTHING\
      """)
  int insertFile(UUID runId, String name, String content);

  /** A kept file. */
  @Query("SELECT content FROM run_file WHERE run_id = :runId AND name = :name")
  Optional<String> file(UUID runId, String name);

  /** Takes the lease of a host; 0 when another run has it. */
  @Query(
      """
      INSERT INTO lease (host, run_id, taken_at) VALUES (:host, :runId, :now)
      ON CONFLICT DO NOTHING\
      """)
  int takeLease(String host, UUID runId, Instant now);

  /** Gives all leases of a run back. */
  @Query("DELETE FROM lease WHERE run_id = :runId")
  int releaseLeases(UUID runId);
}
