package io.promansible.portal.holds;

import io.promansible.intake.CurrentHolds;
import io.promansible.report.Kept;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** What is held back, as it was some seconds ago at most: each hold is decided about anew. */
@Singleton
public final class RecentHolds {
  private static final int MOST = 200;

  private final Kept<List<CurrentHolds.Hold>> holds;

  RecentHolds(CurrentHolds holds) {
    this.holds = new Kept<>(Duration.ofSeconds(2), () -> holds.all(MOST));
  }

  /** The newest of them. */
  public List<CurrentHolds.Hold> all() {
    return holds.get();
  }
}
