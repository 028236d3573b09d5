package io.promansible.routine;

import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.micronaut.context.BeanProvider;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.clockwork.Recurring;
import io.promansible.node.NodeConfigurations;
import io.promansible.routine.RoutineCatalog.Entry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires routines at their times, once in a cluster and across restarts.
 *
 * <p>db-scheduler wakes one node, and {@link RoutineFiring} makes sure that each time is fired
 * once.
 */
@Singleton
public final class RoutineTimes implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** The table of the routines' own db-scheduler. */
  public static final String TABLE = "scheduled_routines";

  private static final Logger LOG = LoggerFactory.getLogger(RoutineTimes.class);
  private static final String TASK = "routine";
  private static final Duration AFTER_FAULT = Duration.ofSeconds(10);
  private static final Duration SHORTLY = Duration.ofSeconds(1);

  private final RoutineCatalog catalog;
  private final RoutineRepository routines;
  private final RoutineFiring firing;
  private final TransactionOperations<Connection> transactions;
  private final BeanProvider<RoutineScheduler> scheduler;
  private final Clock clock;
  private final NodeConfigurations configurations;
  private boolean held;

  public RoutineTimes(
      RoutineCatalog catalog,
      RoutineRepository routines,
      RoutineFiring firing,
      TransactionOperations<Connection> transactions,
      BeanProvider<RoutineScheduler> scheduler,
      Present present) {
    this.catalog = catalog;
    this.routines = routines;
    this.firing = firing;
    this.transactions = transactions;
    this.scheduler = scheduler;
    this.clock = present.clock;
    this.configurations = present.configurations;
  }

  /** What time it is, and whether this node's configuration is of this time. */
  @Singleton
  record Present(Clock clock, NodeConfigurations configurations) {}

  /** The task for db-scheduler; its instance is the routine's name. */
  public Task<Void> task() {
    return Tasks.custom(TASK, Void.class)
        .onFailure((complete, operations) -> {
          LOG.error(
              "routine {}: it could not be fired; it is tried again in {} s",
              complete.getExecution().getId(),
              AFTER_FAULT.toSeconds(),
              complete.getCause().orElse(null));
          operations.reschedule(complete, clock.instant().plus(AFTER_FAULT));
        })
        .onDeadExecutionRevive()
        .execute((instance, context) -> {
          if (!configurations.isNewest()) {
            // It was taken before this node heard of the newer configuration.
            return (complete, operations) ->
                operations.reschedule(complete, clock.instant().plus(SHORTLY));
          }
          Optional<Instant> next = firing.fire(instance.getId());
          return next.isEmpty()
              ? new CompletionHandler.OnCompleteRemove<>()
              : (complete, operations) -> operations.reschedule(complete, next.get());
        });
  }

  @Override
  public String what() {
    return "setting up routines";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /** Makes the schedules fit the routines, at the start and then every few seconds. */
  @Override
  public void run() {
    align();
  }

  /** Makes the schedules fit the routines; also called when a routine has changed. */
  public void align() {
    Optional<String> older = configurations.older();
    if (older.isPresent()) {
      // The newest file wins: nodes with an older one neither fire routines nor end any.
      hold(older.get());
      return;
    }
    release();
    // Reads the states before the catalog: a routine that is made meanwhile must not look deleted.
    Map<String, RoutineState> states = new LinkedHashMap<>();
    routines.states().forEach(state -> states.put(state.name(), state));
    Map<String, Entry> all = catalog.all();
    for (Entry entry : all.values()) {
      Optional<RoutineState> state = Optional.ofNullable(states.get(entry.name()));
      guarded(entry.name(), () -> entry.routine().ifPresent(routine -> align(routine, state)));
    }
    for (RoutineState state : states.values()) {
      // The state of a paused routine stays: the pause must outlast a reload without the routine.
      boolean paused = state.pausedBy() != null;
      if (!paused && !all.containsKey(state.name()) && catalog.find(state.name()).isEmpty()) {
        guarded(state.name(), () -> end(state.name()));
      }
    }
  }

  private synchronized void hold(String why) {
    if (!held) {
      held = true;
      LOG.warn("routines are left to other nodes: {}", why);
      scheduler.get().scheduler().pause();
    }
  }

  private synchronized void release() {
    if (held) {
      held = false;
      LOG.info("routines are fired here again: no other node has a newer configuration");
      scheduler.get().scheduler().resume();
    }
  }

  private static void guarded(String name, Runnable deed) {
    try {
      deed.run();
    } catch (RuntimeException e) {
      LOG.error("routine {}: its schedule cannot be set up now; the others go on", name, e);
    }
  }

  private void end(String name) {
    LOG.info("routine {}: it is no more", name);
    transactions.executeWrite(status -> routines.end(name));
    try {
      scheduler.get().scheduler().cancel(TaskInstanceId.of(TASK, name));
    } catch (TaskInstanceException e) {
      // There is no execution, or it runs now and finds that the routine is gone.
      LOG.debug("routine {}: {}", name, e.toString());
    }
  }

  private void align(Routine routine, Optional<RoutineState> state) {
    Instant now = clock.instant();
    String name = routine.name();
    String timetable = routine.timetable().toString();
    Optional<Instant> next = routine.timetable().next(now);
    if (next.isEmpty()) {
      return;
    }
    if (state.isEmpty()) {
      transactions.executeWrite(status -> routines.begin(name, timetable, next.get()));
    } else if (!state.get().timetable().equals(timetable)) {
      transactions.executeWrite(status -> routines.change(name, timetable, next.get()));
      LOG.info("routine {}: its timetable is {} now; next at {}", name, timetable, next.get());
    }
    // If the row was just written, next_at is read back: another node may have set it.
    boolean asItWas = state.filter(known -> known.timetable().equals(timetable)).isPresent();
    Instant at =
        (asItWas ? state : routines.state(name)).map(RoutineState::nextAt).orElse(next.get());
    TaskInstance<Void> execution = new TaskInstance<>(TASK, name);
    if (!scheduler
        .get()
        .scheduler()
        .scheduleIfNotExists(execution, RoutineFiring.jittered(routine, at))) {
      inTime(execution, at.plus(routine.jitter()));
    }
  }

  /** Moves an execution forward that would come too late, for whatever reason. */
  private void inTime(TaskInstance<Void> execution, Instant latest) {
    try {
      boolean late =
          scheduler
              .get()
              .scheduler()
              .getScheduledExecution(execution)
              .filter(known -> !known.isPicked() && known.getExecutionTime().isAfter(latest))
              .isPresent();
      if (late) {
        scheduler.get().scheduler().reschedule(execution, latest);
      }
    } catch (TaskInstanceException e) {
      LOG.debug("routine {}: {}", execution.getId(), e.toString());
    }
  }
}
