package io.promansible.report;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.promansible.remediation.Remediation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How often alerts of each name came, and were fixed. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AlertTypeRepository extends GenericRepository<Remediation, UUID> {
  /** The alerts of one name. */
  @Introspected
  record Received(String alertname, long fired, long firing, @Nullable Instant lastSeen) {}

  /** All names of which an alert began since a time. */
  @Query(
      """
      SELECT e.alertname, COUNT(*) AS fired,
        SUM(CASE WHEN e.state = 'FIRING' THEN 1 ELSE 0 END) AS firing,
        MAX(CASE WHEN r.last_seen > e.last_seen THEN r.last_seen ELSE e.last_seen END) AS last_seen
      FROM episode e LEFT JOIN episode_repeat r ON r.episode_id = e.id
      WHERE e.first_seen > :since GROUP BY e.alertname ORDER BY e.alertname LIMIT :most\
      """)
  List<Received> received(Instant since, int most);

  /** How many remediations of one name fixed it. */
  @Introspected
  record Fixed(String alertname, long fixed) {}

  /** All names that were fixed since a time. */
  @Query(
      """
      SELECT alertname, COUNT(*) AS fixed FROM remediation
      WHERE outcome = 'FIXED' AND finished_at > :since GROUP BY alertname\
      """)
  List<Fixed> fixed(Instant since);
}
