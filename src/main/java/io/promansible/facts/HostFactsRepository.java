package io.promansible.facts;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The table {@code host_facts}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface HostFactsRepository extends CrudRepository<HostFacts, String> {
  /** Replaces what is older; 0 when there is nothing of that host, or something newer. */
  @Query(
      """
      UPDATE host_facts SET facts = :facts, gathered_at = :at
      WHERE host = :host AND gathered_at <= :at\
      """)
  int replace(String host, String facts, Instant at);

  /** The first of a host. */
  @Query(
      """
      INSERT INTO host_facts (host, facts, gathered_at) VALUES (:host, :facts, :at)
      ON CONFLICT DO NOTHING\
      """)
  int first(String host, String facts, Instant at);

  /** Those of some hosts. */
  @Query("SELECT * FROM host_facts WHERE host IN (:hosts)")
  List<HostFacts> of(Collection<String> hosts);

  /** Forgets what is older than a time. */
  @Query("DELETE FROM host_facts WHERE gathered_at < :before")
  int forget(Instant before);
}
