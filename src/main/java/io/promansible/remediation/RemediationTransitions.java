package io.promansible.remediation;

import io.micronaut.data.annotation.Query;
import io.promansible.run.Reasons;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Moves a remediation from one state to the next. Each change is a compare-and-set, so that two
 * nodes never both decide. Each method returns how many rows it changed: 0 when somebody else was
 * first.
 */
public interface RemediationTransitions {
  /** Acting → verifying. */
  @Query(
      """
      UPDATE remediation SET state = 'VERIFYING', acted_at = :now, look_at = :now
      WHERE id = :id AND state = 'ACTING'\
      """)
  int verify(UUID id, Instant now);

  /** Verifying → holding. */
  @Query(
      """
      UPDATE remediation SET state = 'HOLDING', look_at = :lookAt
      WHERE id = :id AND state = 'VERIFYING'\
      """)
  int hold(UUID id, Instant lookAt);

  /** Any other state → finished; 0 when the remediation is finished already. */
  @Query(
      """
      UPDATE remediation SET state = 'FINISHED', outcome = :outcome, reason = :reason,
        finished_at = :now, look_at = NULL, waits_for = NULL
      WHERE id = :id AND state <> 'FINISHED'\
      """)
  int finished(UUID id, String outcome, String reason, Instant now);

  /** The same; a reason that is too long is cut, as it may hold labels. */
  default int finish(UUID id, RemediationOutcome outcome, String reason, Instant now) {
    return finished(id, outcome.name(), Reasons.cut(reason), now);
  }

  /** Acting, verifying or holding → waiting for a step of the escalation. */
  @Query(
      """
      UPDATE remediation SET state = 'WAITING', step = :step, reason = :reason, look_at = :now,
        expires_at = NULL, waits_for = NULL, decided_by = NULL, acted_at = NULL
      WHERE id = :id AND state IN ('ACTING', 'VERIFYING', 'HOLDING')\
      """)
  int climbed(UUID id, int step, String reason, Instant now);

  /** Calls {@link #climbed}, but cuts a reason that is too long. */
  default int climb(UUID id, int step, String reason, Instant now) {
    return climbed(id, step, Reasons.cut(reason), now);
  }

  /** Waiting for a step that only watches → waiting for the step after it. */
  @Query(
      """
      UPDATE remediation SET step = step + 1, look_at = :now
      WHERE id = :id AND state = 'WAITING' AND step = :step\
      """)
  int pass(UUID id, int step, Instant now);

  /** Waiting → waiting, with a new reason and new times. */
  @Query(
      """
      UPDATE remediation SET waits_for = :waitsFor, look_at = :lookAt, expires_at = :expiresAt
      WHERE id = :id AND state = 'WAITING'\
      """)
  int wait(UUID id, String waitsFor, Instant lookAt, @Nullable Instant expiresAt);

  /** Gives a remediation another episode: a newer one of its alert, or one of the same fault. */
  @Query(
      """
      UPDATE remediation SET episode_id = :episodeId, alert_id = :alertId, confirmed = FALSE
      WHERE id = :id\
      """)
  int move(UUID id, UUID episodeId, String alertId);

  /** Acting → waiting for the same step, as the run that was queued must wait after all. */
  @Query(
      """
      UPDATE remediation SET state = 'WAITING', attempts = attempts - 1, waits_for = :waitsFor,
        reason = :reason, look_at = :lookAt, expires_at = NULL,
        decided_by = CASE WHEN :approved = TRUE THEN decided_by ELSE NULL END
      WHERE id = :id AND state = 'ACTING'\
      """)
  int putBackAs(
      UUID id, @Nullable String waitsFor, String reason, Instant lookAt, boolean approved);

  /**
   * Calls {@link #putBackAs}, but cuts a reason that is too long.
   *
   * @param approved whether an approval of the step stays valid
   */
  default int putBack(
      UUID id, @Nullable String waitsFor, String reason, Instant lookAt, boolean approved) {
    return putBackAs(id, waitsFor, Reasons.cut(reason), lookAt, approved);
  }

  /** Waiting → acting; 0 when somebody else was first. */
  @Query(
      """
      UPDATE remediation SET state = 'ACTING', run_id = :runId, attempts = attempts + 1,
        started_at = CASE WHEN attempts = 0 THEN :now ELSE started_at END, verify_within = :within, verify_hold = :hold, waits_for = NULL, expires_at = NULL,
        decided_by = :by, look_at = :now
      WHERE id = :id AND state = 'WAITING' AND step = :step\
      """)
  int advance(
      UUID id, int step, UUID runId, long within, long hold, @Nullable String by, Instant now);

  /** Waiting → finished, as a person says; 0 when somebody else was first. */
  @Query(
      """
      UPDATE remediation SET state = 'FINISHED', outcome = 'NOT_FIXED', reason = :reason,
        finished_at = :now, look_at = NULL, waits_for = 'rejected', decided_by = :by
      WHERE id = :id AND state = 'WAITING'\
      """)
  int reject(UUID id, String by, String reason, Instant now);

  /** Takes a remediation to look at, for this node until a later time; 0 when another was first. */
  @Query("UPDATE remediation SET look_at = :next WHERE id = :id AND look_at = :seen")
  int claim(UUID id, @Nullable Instant seen, Instant next);

  /** Notes that the configured Alertmanager has the alert. */
  @Query("UPDATE remediation SET confirmed = TRUE WHERE id = :id")
  int confirm(UUID id);

  /** Has the remediations of an alert looked at at once, as something happened to it. */
  @Query(
      """
      UPDATE remediation SET look_at = :now
      WHERE alert_id = :alertId AND state IN ('WAITING', 'VERIFYING', 'HOLDING')\
      """)
  int lookNow(String alertId, Instant now);
}
