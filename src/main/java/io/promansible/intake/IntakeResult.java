package io.promansible.intake;

import io.promansible.guard.Reason;
import java.util.List;

/**
 * What became of a notification; it is stored by the time anybody sees this.
 *
 * @param accepted alerts that told something new
 * @param duplicates alerts that were known already
 * @param quarantined alerts that could not be understood
 * @param reasons of the decisions made, {@code start} among them
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
