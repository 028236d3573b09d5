package io.promansible.alert;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.Collection;
import java.util.List;

/** The table {@code alert_event}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AlertEventRepository extends CrudRepository<AlertEvent, String> {
  /** The keys, of those given, whose events are stored already. */
  @Query("SELECT event_key FROM alert_event WHERE event_key IN (:keys)")
  List<String> known(Collection<String> keys);
}
