package io.promansible.job;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What jobs are about; a row goes with its run. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface JobRepository extends GenericRepository<Job, Long> {
  Job save(Job row);

  Optional<Job> findByRunId(UUID runId);

  /** The newest first. */
  @Query("SELECT * FROM job WHERE id < :before ORDER BY id DESC LIMIT :most")
  List<Job> page(long before, int most);
}
