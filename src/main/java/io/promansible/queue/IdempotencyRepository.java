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

/** Which request made which run, so that one that is sent twice makes one. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface IdempotencyRepository
    extends GenericRepository<IdempotencyRepository.Known, String> {
  /** What a key stands for. */
  @MappedEntity("idempotency")
  record Known(@Id String requestKey, String digest, UUID runId) {}

  /** What a key stands for. */
  @Query("SELECT request_key, digest, run_id FROM idempotency WHERE request_key = :key")
  Optional<Known> find(String key);

  /** Remembers it; 0 when it is known. */
  @Query(
      """
      INSERT INTO idempotency (request_key, digest, run_id, made_at)
      VALUES (:key, :digest, :runId, :now) ON CONFLICT DO NOTHING\
      """)
  int remember(String key, String digest, UUID runId, Instant now);

  /** Forgets old ones. */
  @Query("DELETE FROM idempotency WHERE made_at < :before")
  int forget(Instant before);
}
