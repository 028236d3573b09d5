package io.promansible.queue;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The table {@code idempotency}: which request made which run. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface IdempotencyRepository
    extends GenericRepository<IdempotencyRepository.Known, String> {
  /** A key, the digest of the body that it came with, and the run that it made. */
  @MappedEntity("idempotency")
  record Known(@Id String requestKey, String digest, UUID runId) {}

  /** The row of a key. */
  @Query("SELECT request_key, digest, run_id FROM idempotency WHERE request_key = :key")
  Optional<Known> find(String key);

  /** Stores a key; 0 when it is known already. */
  @Query(
      """
      INSERT INTO idempotency (request_key, digest, run_id, made_at)
      VALUES (:key, :digest, :runId, :now) ON CONFLICT DO NOTHING\
      """)
  int remember(String key, String digest, UUID runId, Instant now);

  /** Deletes keys that were stored before a time. */
  @Query("DELETE FROM idempotency WHERE made_at < :before")
  int forget(Instant before);
}
