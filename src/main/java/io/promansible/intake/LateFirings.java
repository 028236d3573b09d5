package io.promansible.intake;

import io.promansible.alert.AlertSources;
import io.promansible.alert.IntakeSettings;
import io.promansible.alertmanager.AlertmanagerSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/** How long after its end a firing of an alert may only be late: it is no news then. */
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
   * By the source of the alert. What Alertmanager confirms is also asked for, again and again; and
   * of a pair the slower one may have an alert until its end comes, minutes later.
   */
  Duration of(String source) {
    boolean asked = !alertmanager.get().urls().isEmpty() && sources.get().confirmed(source);
    Duration late = intake.get().late();
    Duration young = alertmanager.get().young();
    return asked && young.compareTo(late) > 0 ? young : late;
  }
}
