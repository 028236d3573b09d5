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
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.routine.RoutineBook.Entry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires routines at their times, once in a cluster and across restarts.
 *
 * <p>db-scheduler wakes one node; that the time is fired once is decided by the compare-and-set of
 * {@code next_at}, in the transaction that queues the run.
 */
@Singleton
public final class RoutineClock implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** The table of the scheduler that this clock has for itself. */
  public static final String TABLE = "scheduled_routines";

  private static final Logger LOG = LoggerFactory.getLogger(RoutineClock.class);
  private static final String TASK = "routine";
  private static final Duration AFTER_FAULT = Duration.ofSeconds(10);
  private static final int WAITING_MAX = 10;
  private static final int NOTE_MAX = 1000;
  // Where the hosts are not known yet.
  private static final Duration SHORTLY = Duration.ofSeconds(1);

  private final RoutineBook book;
  private final RoutineRepository routines;
  private final RunOnce runs;
  private final TransactionOperations<Connection> transactions;
  private final BeanProvider<RoutineScheduler> scheduler;
  private final Clock clock;

  /** A clock. */
  public RoutineClock(
      RoutineBook book,
      RoutineRepository routines,
      RunOnce runs,
      TransactionOperations<Connection> transactions,
      BeanProvider<RoutineScheduler> scheduler,
      Clock clock) {
    this.book = book;
    this.routines = routines;
    this.runs = runs;
    this.transactions = transactions;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** db-scheduler's view of it. */
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
          Optional<Instant> next = fire(instance.getId());
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

  /** Makes the schedules fit the routines there are: at start, after a change, and now and then. */
  @Override
  public void run() {
    align();
  }

  /** The same, for whoever has changed a routine. */
  public void align() {
    // First the states: a routine that is made meanwhile must not look as if it were gone.
    Map<String, RoutineState> states = new LinkedHashMap<>();
    routines.states().forEach(state -> states.put(state.name(), state));
    Map<String, Entry> all = book.all();
    for (Entry entry : all.values()) {
      Optional<RoutineState> state = Optional.ofNullable(states.get(entry.name()));
      guarded(entry.name(), () -> entry.routine().ifPresent(routine -> align(routine, state)));
    }
    for (RoutineState state : states.values()) {
      // Who paused it meant it for longer than a reload without it.
      boolean paused = state.pausedBy() != null;
      if (!paused && !all.containsKey(state.name()) && book.find(state.name()).isEmpty()) {
        guarded(state.name(), () -> end(state.name()));
      }
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
      // There is none, or it is being looked at, and finds that the routine is no more.
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
    // One that was begun or changed, here or by another node, has its time from there.
    boolean asItWas = state.filter(known -> known.timetable().equals(timetable)).isPresent();
    Instant at =
        (asItWas ? state : routines.state(name)).map(RoutineState::nextAt).orElse(next.get());
    TaskInstance<Void> execution = new TaskInstance<>(TASK, name);
    if (!scheduler.get().scheduler().scheduleIfNotExists(execution, jittered(routine, at))) {
      inTime(execution, at.plus(routine.jitter()));
    }
  }

  /** Moves an execution forward that would come too late, whatever left it behind. */
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

  private static Instant jittered(Routine routine, Instant at) {
    long most = routine.jitter().toMillis();
    return most == 0 ? at : at.plusMillis(ThreadLocalRandom.current().nextLong(most));
  }

  /** What is to be done about the times of a routine that are due. */
  private sealed interface Firing {
    /** So many runs are wanted. */
    record Start(RunOnce.Wanted run, int times) implements Firing {}

    /** Nothing is started, for this reason. */
    record Nothing(String why) implements Firing {}
  }

  /** Fires what is due of a routine; when to look again, or empty when it is no more. */
  private Optional<Instant> fire(String name) {
    Optional<Routine> found = book.find(name).flatMap(Entry::routine);
    Optional<RoutineState> state = routines.state(name);
    if (found.isEmpty() || state.isEmpty()) {
      return Optional.empty();
    }
    Routine routine = found.get();
    Instant now = clock.instant();
    Instant from = state.get().nextAt();
    if (from.isAfter(now)) {
      return Optional.of(jittered(routine, from));
    }
    if (!runs.ready()) {
      return Optional.of(now.plus(SHORTLY));
    }
    Due due = Due.at(now, from, routine);
    if (due.next().isEmpty()) {
      return Optional.empty();
    }
    Firing firing = firing(routine, state.get(), due);
    int started =
        transactions.executeWrite(status -> carryOut(routine, state.get(), due, firing, now));
    if (started > 0) {
      runs.wake();
    }
    return routines.state(name).map(RoutineState::nextAt).map(next -> jittered(routine, next));
  }

  /** Asked outside of the transaction: what the pattern means may take Ansible a while to tell. */
  private Firing firing(Routine routine, RoutineState state, Due due) {
    if (state.pausedBy() != null) {
      return new Firing.Nothing("paused by " + state.pausedBy());
    }
    if (due.fire().isEmpty()) {
      return new Firing.Nothing("missed while no service ran");
    }
    Optional<String> full = runs.full();
    if (full.isPresent()) {
      return new Firing.Nothing(full.get());
    }
    try {
      return new Firing.Start(runs.wanted(routine), due.fire().size());
    } catch (InputFault | WorldFault e) {
      // Its own fault, and only its own: the next time is tried again.
      return new Firing.Nothing(String.valueOf(e.getMessage()));
    }
  }

  /** What other runs of the routine leave of it; asked in the transaction that queues the run. */
  private Firing besideOthers(Routine routine, Firing.Start start) {
    boolean skips = routine.overlap() == Routine.Overlap.SKIP;
    if (skips && routines.underWay(routine.name())) {
      return new Firing.Nothing("the run before was still on");
    }
    if (routines.waiting(routine.name()) >= WAITING_MAX) {
      // They would fill the queue, and alerts would be refused.
      return new Firing.Nothing(WAITING_MAX + " runs of it wait already");
    }
    // The second of several would overlap the first.
    return skips && routine.misfire() != Routine.Misfire.ALL
        ? new Firing.Start(start.run(), 1)
        : start;
  }

  private int carryOut(Routine routine, RoutineState state, Due due, Firing wanted, Instant now) {
    Firing firing = wanted instanceof Firing.Start start ? besideOthers(routine, start) : wanted;
    int times = firing instanceof Firing.Start start ? start.times() : 0;
    String note = firing instanceof Firing.Nothing(String why) ? why : "";
    long late = due.fire().isEmpty() ? 0 : Duration.between(due.fire().getLast(), now).toMillis();
    int missed = due.missed() + (state.pausedBy() == null ? due.fire().size() - times : 0);
    Instant next = due.next().orElseThrow();
    if (routines.advance(
            routine.name(), state.nextAt(), paused(state), next, missed, cut(note), late)
        == 0) {
      LOG.debug("routine {}: another node has fired {}", routine.name(), state.nextAt());
      return 0;
    }
    if (firing instanceof Firing.Start(var run, int count)) {
      for (int i = 0; i < count; i++) {
        runs.enqueue(run);
      }
    }
    LOG.info(
        "routine {}: due at {}, {}; next at {}",
        routine.name(),
        due.fire().isEmpty() ? state.nextAt() : due.fire().getLast(),
        times == 0 ? "nothing is started: " + note : times + " run(s) queued",
        next);
    return times;
  }

  private static String paused(RoutineState state) {
    return state.pausedBy() == null ? "" : state.pausedBy();
  }

  private static String cut(String note) {
    return note.length() <= NOTE_MAX ? note : note.substring(0, NOTE_MAX);
  }
}
