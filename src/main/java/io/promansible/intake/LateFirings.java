package io.promansible.intake;

import io.promansible.alert.AlertSources;
import io.promansible.alert.IntakeSettings;
import io.promansible.alertmanager.AlertmanagerSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/** How long after a resolve a firing alert with the old start is only a late delivery. */
@Singleton
public final class LateFirings {
  private final Supplier<AlertmanagerSettings> alertmanager;
  private final Supplier<IntakeSettings> intake;
  private final Supplier<AlertSources> sources;

  LateFirings(
      Supplier<AlertmanagerSettings> alertmanager,
      Supplier<IntakeSettings> intake,
      Supplier<AlertSources> sources) {
    this.alertmanager = alertmanager;
    this.intake = intake;
    this.sources = sources;
  }

  /**
   * The time for alerts of this source. For alerts that are also polled it is at least {@code
   * alertmanager.young}: the slower member of a pair may have an alert minutes after its end.
   */
  Duration of(String source) {
    boolean asked = !alertmanager.get().urls().isEmpty() && sources.get().needsConfirmation(source);
    Duration late = intake.get().late();
    Duration young = alertmanager.get().young();
    return asked && young.compareTo(late) > 0 ? young : late;
  }
}
