package io.promansible.wiring;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.promansible.clockwork.Retained;
import io.promansible.run.RunSettings;
import io.promansible.settings.Crons;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets, by {@code runs.forget} and on one node, what is older than {@code runs.keep}. */
@Singleton
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final List<Retained> all;
  private final Supplier<RunSettings> settings;
  private final Clock clock;

  Retention(List<Retained> all, Supplier<RunSettings> settings, Clock clock) {
    this.all = all;
    this.settings = settings;
    this.clock = clock;
  }

  /** The task of db-scheduler, at a time when little happens. */
  RecurringTask<Void> task() {
    return Tasks.recurring("retention", new ByCron(settings.get().forget()))
        .execute((instance, context) -> forget());
  }

  /** A schedule of db-scheduler, whose own crons differ from those of our other settings. */
  private record ByCron(String cron) implements Schedule {
    @Override
    public Instant getNextExecutionTime(ExecutionComplete done) {
      return getInitialExecutionTime(done.getTimeDone());
    }

    @Override
    public Instant getInitialExecutionTime(Instant now) {
      // A cron that never fires is refused by its reader.
      return Crons.times(cron).nextExecution(now.atZone(ZoneOffset.UTC)).orElseThrow().toInstant();
    }

    @Override
    public boolean isDeterministic() {
      return true;
    }
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
        LOG.error(
            "{} of long ago cannot be forgotten; it is tried again the next time", one.what(), e);
      }
    }
    LOG.info("forgot what ended before {}: {}", before, String.join(", ", forgotten));
  }
}
