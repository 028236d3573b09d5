package io.promansible.audit;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code audit}: written, forgotten by age, never changed. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AuditRepository extends GenericRepository<Audited, UUID> {
  /** Adds an entry. */
  Audited save(Audited entry);

  /** A page of entries, newest first; what is null does not filter. */
  @Query(
      """
      SELECT * FROM audit
      WHERE (CAST(:who AS varchar) IS NULL OR who = :who)
        AND (CAST(:action AS varchar) IS NULL OR action = :action)
        AND (CAST(:subject AS varchar) IS NULL OR subject = :subject)
        AND (CAST(:since AS timestamp with time zone) IS NULL OR at >= :since)
        AND (CAST(:until AS timestamp with time zone) IS NULL OR at < :until)
        AND (CAST(:beforeId AS uuid) IS NULL OR id < :beforeId)
      ORDER BY id DESC LIMIT :most\
      """)
  List<Audited> page(
      @Nullable String who,
      @Nullable String action,
      @Nullable String subject,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable UUID beforeId,
      int most);

  /** The id of the newest entry; empty where there is none. */
  @Query("SELECT id FROM audit ORDER BY id DESC LIMIT 1")
  Optional<UUID> newest();

  /** Deletes some entries of before a time; returns how many. */
  @Query(
      """
      DELETE FROM audit WHERE id IN
        (SELECT id FROM audit WHERE at < :before ORDER BY at LIMIT :most)\
      """)
  int forget(Instant before, int most);
}
