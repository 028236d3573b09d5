package io.promansible.intake;

import io.promansible.guard.Reason;
import java.util.List;

/**
 * What became of a notification that has been stored.
 *
 * @param accepted alerts that were new: a first firing, a resolve, or a firing again
 * @param duplicates alerts that repeated a known event
 * @param quarantined alerts that could not be understood
 * @param reasons the reasons of the decisions made; {@code start} for a handler that starts
 * @param opened the alertnames of the episodes that began
 */
public record IntakeResult(
    int accepted, int duplicates, int quarantined, List<String> reasons, List<String> opened) {
  public IntakeResult {
    reasons = List.copyOf(reasons);
    opened = List.copyOf(opened);
  }

  /** How many handlers start. */
  public int started() {
    return (int) reasons.stream().filter(Reason.START.text()::equals).count();
  }
}
