package io.promansible.audit;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.List;
import java.util.UUID;

/** The table {@code audit}: written, never changed. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AuditRepository extends CrudRepository<Audited, UUID> {
  /** The newest entries, at most {@code most}, newest first. */
  @Query("SELECT * FROM audit ORDER BY at DESC, id DESC LIMIT :most")
  List<Audited> newest(int most);
}
