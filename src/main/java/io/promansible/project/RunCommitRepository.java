package io.promansible.project;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which commits runs use; a row goes with its run. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RunCommitRepository extends GenericRepository<RunCommit, UUID> {
  Optional<RunCommit> findById(UUID runId);

  RunCommit save(RunCommit row);

  RunCommit update(RunCommit row);

  /** The rows of some runs. */
  @Query("SELECT * FROM run_commit WHERE run_id IN (:runIds)")
  List<RunCommit> of(Collection<UUID> runIds);

  /** The rows of runs that have not ended. */
  @Query(
      """
      SELECT c.* FROM run_commit c JOIN run r ON r.id = c.run_id
      WHERE r.state IN ('QUEUED', 'RUNNING')\
      """)
  List<RunCommit> ofLiving();

  /** Notes the commits of a run, in place of earlier ones. */
  default void note(UUID runId, Collection<Checkout> used) {
    String commits = used.stream().map(Checkout::revision).collect(Collectors.joining(" "));
    RunCommit row = new RunCommit(runId, commits);
    if (findById(runId).isPresent()) {
      update(row);
    } else if (!commits.isEmpty()) {
      save(row);
    }
  }

  /** The commits that runs need which have not ended. */
  default Set<String> needed() {
    return ofLiving().stream()
        .flatMap(row -> row.byProject().values().stream())
        .collect(Collectors.toSet());
  }
}
