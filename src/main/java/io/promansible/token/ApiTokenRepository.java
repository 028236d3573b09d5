package io.promansible.token;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code api_token}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ApiTokenRepository extends CrudRepository<ApiToken, UUID> {
  /** All tokens, newest first. */
  @Query("SELECT * FROM api_token ORDER BY created_at DESC, id")
  List<ApiToken> all();

  /** The token of a digest. */
  @Query("SELECT * FROM api_token WHERE digest = :digest")
  Optional<ApiToken> ofDigest(String digest);

  /** Notes that a token is in use. */
  @Query("UPDATE api_token SET used_at = :now WHERE id = :id")
  int used(UUID id, Instant now);

  /** Deletes a token; 0 when there is none. */
  @Query("DELETE FROM api_token WHERE id = :id")
  int revoke(UUID id);
}
