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
  /** Replaces older facts of a host; 0 when the host has none, or newer ones. */
  @Query(
      """
      UPDATE host_facts SET facts = :facts, gathered_at = :at
      WHERE host = :host AND gathered_at <= :at\
      """)
  int replace(String host, String facts, Instant at);

  /** Stores the first facts of a host; 0 when it has some. */
  @Query(
      """
      INSERT INTO host_facts (host, facts, gathered_at) VALUES (:host, :facts, :at)
      ON CONFLICT DO NOTHING\
      """)
  int first(String host, String facts, Instant at);

  /** The facts of some hosts. */
  @Query("SELECT * FROM host_facts WHERE host IN (:hosts)")
  List<HostFacts> of(Collection<String> hosts);

  /** Deletes facts that were gathered before a time. */
  @Query("DELETE FROM host_facts WHERE gathered_at < :before")
  int forget(Instant before);
}
