package io.promansible.job;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

/** The playbooks of git repositories. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface StoredPlaybookRepository extends GenericRepository<StoredPlaybook, Long> {
  StoredPlaybook save(StoredPlaybook row);

  StoredPlaybook update(StoredPlaybook row);

  Optional<StoredPlaybook> findById(Long id);

  Optional<StoredPlaybook> findByName(String name);

  @Query("SELECT * FROM stored_playbook ORDER BY id DESC")
  List<StoredPlaybook> all();

  /** Whether an app or a job that has not ended needs it. */
  @Query(
      """
      SELECT EXISTS (SELECT 1 FROM app_part WHERE playbook_id = :id)
        OR EXISTS (SELECT 1 FROM job j JOIN run r ON r.id = j.run_id
          WHERE j.playbook_id = :id AND r.state IN ('QUEUED', 'RUNNING'))\
      """)
  boolean used(long id);

  @Query("DELETE FROM stored_playbook WHERE id = :id")
  int remove(long id);
}
