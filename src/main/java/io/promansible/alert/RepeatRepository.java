package io.promansible.alert;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.promansible.database.Chunks;
import io.promansible.database.TimeIds;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The table {@code episode_repeat}: when firing alerts were heard of once more. An episode has the
 * times of its last change itself; the later ones count.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface RepeatRepository extends GenericRepository<Episode, UUID> {
  /** How many rows one statement writes. */
  int AT_ONCE = 500;

  /** Notes that a notification reported the alerts of firing episodes once more. */
  default void told(Collection<UUID> ids, Instant now) {
    write(ids, now, some -> updateTold(some, now));
  }

  /** Notes that Alertmanager's API reported the alerts of firing episodes once more. */
  default void seen(Collection<UUID> ids, Instant now) {
    write(ids, now, some -> updateSeen(some, now));
  }

  /** Notes that the configured Alertmanager has the alerts of these episodes now. */
  default void confirm(Collection<UUID> ids, Instant now) {
    write(ids, now, some -> updateConfirmed(some, now));
  }

  private void write(Collection<UUID> ids, Instant now, Consumer<List<UUID>> update) {
    // By id, so that rows that are neighbours are written together.
    List<List<UUID>> all = Chunks.of(ids.stream().sorted(TimeIds.ORDER).toList(), AT_ONCE);
    // New rows first: each waits for whoever holds its episode, who may wait for a row held here.
    all.forEach(some -> insertMissing(some, now));
    all.forEach(update);
  }

  /** Makes the rows of episodes that were never heard of once more. */
  @Query(
      """
      INSERT INTO episode_repeat (episode_id, last_seen)
      SELECT e.id, CAST(:now AS timestamp with time zone) FROM episode e
      WHERE e.id IN (:ids)
        AND NOT EXISTS (SELECT 1 FROM episode_repeat r WHERE r.episode_id = e.id)
      ON CONFLICT DO NOTHING\
      """)
  int insertMissing(Collection<UUID> ids, Instant now);

  @Query("UPDATE episode_repeat SET last_seen = :now WHERE episode_id IN (:ids)")
  int updateSeen(Collection<UUID> ids, Instant now);

  @Query("UPDATE episode_repeat SET last_seen = :now, told_at = :now WHERE episode_id IN (:ids)")
  int updateTold(Collection<UUID> ids, Instant now);

  @Query("UPDATE episode_repeat SET last_seen = :now, confirmed = TRUE WHERE episode_id IN (:ids)")
  int updateConfirmed(Collection<UUID> ids, Instant now);

  /** When a notification last reported an alert of this name. */
  @Query(
      """
      SELECT MAX(told_at) FROM (
        SELECT e.told_at FROM episode e WHERE e.alertname = :alertname
        UNION ALL
        SELECT r.told_at FROM episode e JOIN episode_repeat r ON r.episode_id = e.id
        WHERE e.alertname = :alertname) told\
      """)
  Optional<Instant> lastTold(String alertname);

  /** When an alert of this name was last reported firing, by a notification or by a poll. */
  @Query(
      """
      SELECT MAX(last_seen) FROM (
        SELECT e.last_seen FROM episode e WHERE e.alertname = :alertname
        UNION ALL
        SELECT r.last_seen FROM episode e JOIN episode_repeat r ON r.episode_id = e.id
        WHERE e.alertname = :alertname) seen\
      """)
  Optional<Instant> lastHeard(String alertname);
}
