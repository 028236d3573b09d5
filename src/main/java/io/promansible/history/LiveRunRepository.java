package io.promansible.history;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.promansible.run.HostEnd;
import io.promansible.run.Run;
import io.promansible.run.StoredEvent;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What is asked about many runs that go on. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface LiveRunRepository extends GenericRepository<Run, UUID> {
  /** The number of the last event of a run. */
  @Introspected
  record LastSeq(UUID runId, int seq) {}

  /** How many events some runs have so far, those of their slices among them. */
  @Query(
      """
      SELECT run_id, CAST(SUM(seq) AS integer) AS seq FROM (
        SELECT COALESCE(r.slice_of, r.id) AS run_id, MAX(e.seq) AS seq
        FROM run r JOIN run_event e ON e.run_id = r.id
        WHERE r.id IN (:runIds) OR r.slice_of IN (:runIds)
        GROUP BY r.id, COALESCE(r.slice_of, r.id)) plays
      GROUP BY run_id\
      """)
  List<LastSeq> lastSeqs(Collection<UUID> runIds);

  /** Which run has a host. */
  @Introspected
  record Lease(String host, UUID runId) {}

  /** The leases of some hosts. */
  @Query("SELECT host, run_id FROM lease WHERE host IN (:hosts)")
  List<Lease> leases(Collection<String> hosts);

  /** When the last run on each of these hosts ended, whatever it was for. */
  @Query(
      """
      SELECT h.host, MAX(r.finished_at) AS ended_at FROM run_host h JOIN run r ON r.id = h.run_id
      WHERE h.host IN (:hosts) AND h.run_id > :since AND h.dropped IS NULL
        AND r.started_at IS NOT NULL AND r.finished_at IS NOT NULL
      GROUP BY h.host\
      """)
  List<HostEnd> lastRuns(Collection<String> hosts, UUID since);

  /** The last events of a kind, the newest first. */
  @Query(
      """
      SELECT seq, kind, host, event FROM run_event
      WHERE run_id = :runId AND kind = :kind ORDER BY seq DESC LIMIT :most\
      """)
  List<StoredEvent> lastEvents(UUID runId, String kind, int most);

  /** The beginnings of events, which have their times; each event may have 64 KiB. */
  @Query(
      """
      SELECT seq, kind, host, SUBSTRING(event FROM 1 FOR 100) AS event FROM run_event
      WHERE run_id = :runId ORDER BY seq LIMIT :most\
      """)
  List<StoredEvent> beginnings(UUID runId, int most);
}
