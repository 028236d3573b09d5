package io.promansible.wiring;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.promansible.clockwork.Retained;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets, once a day and on one node, what is older than {@code runs.keep}. */
@Singleton
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final LocalTime AT = LocalTime.of(3, 17);

  private final List<Retained> all;
  private final Supplier<RunSettings> settings;
  private final Clock clock;

  Retention(List<Retained> all, Supplier<RunSettings> settings, Clock clock) {
    this.all = all;
    this.settings = settings;
    this.clock = clock;
  }

  /** The daily task of db-scheduler, at a time when little happens. */
  RecurringTask<Void> task() {
    return Tasks.recurring("retention", Schedules.daily(ZoneOffset.UTC, AT))
        .execute((instance, context) -> forget());
  }

  /** Deletes what is too old, now. */
  void forget() {
    Instant now = clock.instant();
    Instant before = now.minus(settings.get().keep());
    LOG.info("forgetting what ended before {}; that may take minutes", before);
    List<String> forgotten = new ArrayList<>();
    for (Retained one : all) {
      try {
        forgotten.add(one.forget(before, now) + " " + one.what());
      } catch (RuntimeException e) {
        // A table that fails must not keep the others from being cleaned.
        LOG.error("{} of long ago cannot be forgotten; it is tried again tomorrow", one.what(), e);
      }
    }
    LOG.info("forgot what ended before {}: {}", before, String.join(", ", forgotten));
  }
}
