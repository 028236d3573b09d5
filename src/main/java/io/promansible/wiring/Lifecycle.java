package io.promansible.wiring;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.promansible.clockwork.Clockwork;
import io.promansible.clockwork.Recurring;
import io.promansible.config.TellConfiguration;
import io.promansible.intake.Intake;
import io.promansible.routine.RoutineScheduler;
import io.promansible.runner.RunnerLife;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts what runs in the background, in order, and stops it. */
@Singleton
final class Lifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  /** The schedulers of this node. */
  @Singleton
  record NodeSchedulers(Scheduler runs, RoutineScheduler routines) {}

  private final RunnerLife runs;
  private final TellConfiguration configuration;
  private final NodeSchedulers schedulers;
  private final Intake intake;
  private final InventoryRefresh inventory;
  private final List<Recurring> recurring;
  private final Clockwork clockwork;
  private volatile boolean started;

  /** What comes first: this node with its name, its runs and its configuration. */
  @Singleton
  record First(RunnerLife runs, TellConfiguration configuration) {}

  Lifecycle(
      First first,
      NodeSchedulers schedulers,
      Intake intake,
      InventoryRefresh inventory,
      List<Recurring> recurring,
      Clockwork clockwork) {
    this.runs = first.runs;
    this.configuration = first.configuration;
    this.schedulers = schedulers;
    this.intake = intake;
    this.inventory = inventory;
    this.recurring = recurring;
    this.clockwork = clockwork;
  }

  /** Takes up what an earlier service left before the first request; the hosts may come later. */
  void start() {
    runs.begin();
    // Before anything is started or fired by a configuration that may be an older one.
    configuration.run();
    schedulers.runs().start();
    schedulers.routines().scheduler().start();
    intake.open();
    inventory.begin();
    recurring.forEach(clockwork::begin);
    started = true;
  }

  /** Plays that run are left running; the next start adopts them. Also ends a start that failed. */
  @EventListener
  void stop(ShutdownEvent event) {
    if (started) {
      LOG.info("stopping: no more alerts are taken and no more runs are started");
    }
    intake.close();
    schedulers.routines().scheduler().stop();
    runs.end();
    clockwork.stop();
    schedulers.runs().stop();
    clockwork.await(LEAVE);
  }
}
