package io.promansible.queue;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.promansible.run.Run;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The leases of hosts: a host is worked on by the run that has its lease, and by no other. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface LeaseRepository extends GenericRepository<Run, UUID> {
  /** Whether another run holds the lease of one of this queued run's hosts. */
  @Query(
      """
      SELECT COUNT(*) > 0 FROM run_host h JOIN lease l ON l.host = h.host
      WHERE h.run_id = :runId AND h.dropped IS NULL\
      """)
  boolean busy(UUID runId);

  /** Takes the lease of a host; 0 when another run has it. */
  @Query(
      """
      INSERT INTO lease (host, run_id, taken_at) VALUES (:host, :runId, :now)
      ON CONFLICT DO NOTHING\
      """)
  int takeLease(String host, UUID runId, Instant now);

  /** Keeps the leases of a run whose play may go on; they end by themselves. */
  @Query("UPDATE lease SET until = :until, why = :why WHERE run_id = :runId")
  int keepLeases(UUID runId, Instant until, String why);

  /** Ends the kept leases whose time has passed. */
  @Query("DELETE FROM lease WHERE until < :now")
  int endLeases(Instant now);

  /** Why a host of this queued run is held for another one that may go on; empty when none is. */
  @Query(
      """
      SELECT l.host || ' ' || l.why FROM run_host h JOIN lease l ON l.host = h.host
      WHERE h.run_id = :runId AND h.dropped IS NULL AND l.until IS NOT NULL
      ORDER BY l.host LIMIT 1\
      """)
  Optional<String> heldBack(UUID runId);

  /** Gives the leases back that a run which is over, or its slices, have kept. */
  @Query(
      """
      DELETE FROM lease WHERE until IS NOT NULL
        AND run_id IN (SELECT r.id FROM run r WHERE r.id = :runId OR r.slice_of = :runId)\
      """)
  int releaseKept(UUID runId);

  /** How many hosts a run that is over still holds. */
  @Query(
      """
      SELECT COUNT(*) FROM lease WHERE until IS NOT NULL
        AND run_id IN (SELECT r.id FROM run r WHERE r.id = :runId OR r.slice_of = :runId)\
      """)
  int kept(UUID runId);

  /** Gives all leases of a run back. */
  @Query("DELETE FROM lease WHERE run_id = :runId")
  int releaseLeases(UUID runId);
}
