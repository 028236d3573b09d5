package io.promansible.routine;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.routine.RoutineCatalog.Entry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires the due times of a routine. A compare-and-set of {@code next_at}, in the transaction that
 * queues the run, makes sure that each time is fired once.
 */
@Singleton
final class RoutineFiring {
  private static final Logger LOG = LoggerFactory.getLogger(RoutineFiring.class);
  private static final int WAITING_MAX = 10;
  private static final int NOTE_MAX = 1000;
  // When to try again while no inventory is known.
  private static final Duration SHORTLY = Duration.ofSeconds(1);

  private final RoutineCatalog catalog;
  private final RoutineRepository routines;
  private final RoutineRuns runs;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  RoutineFiring(
      RoutineCatalog catalog,
      RoutineRepository routines,
      RoutineRuns runs,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    this.catalog = catalog;
    this.routines = routines;
    this.runs = runs;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** The time plus a random part of the routine's jitter. */
  static Instant jittered(Routine routine, Instant at) {
    long most = routine.jitter().toMillis();
    return most == 0 ? at : at.plusMillis(ThreadLocalRandom.current().nextLong(most));
  }

  /** What to do about the due times of a routine. */
  private sealed interface Firing {
    /** Queue this run so many times. */
    record Start(RoutineRuns.Wanted run, int times) implements Firing {}

    /** Start nothing, for this reason. */
    record Nothing(String why) implements Firing {}
  }

  /** Fires the due times of a routine; returns when to look again, empty when it is gone. */
  Optional<Instant> fire(String name) {
    Optional<Routine> found = catalog.find(name).flatMap(Entry::routine);
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

  /** Called outside of the transaction, as Ansible may take a while to resolve the pattern. */
  private Firing firing(Routine routine, RoutineState state, Due due) {
    if (state.pausedBy() != null) {
      return new Firing.Nothing("paused by " + state.pausedBy());
    }
    if (due.times().isEmpty()) {
      return new Firing.Nothing("missed while no service ran");
    }
    Optional<String> full = runs.full();
    if (full.isPresent()) {
      return new Firing.Nothing(full.get());
    }
    try {
      return new Firing.Start(runs.wanted(routine), due.times().size());
    } catch (InputFault | WorldFault e) {
      // A fault of this routine stops no other; its next time is tried again.
      return new Firing.Nothing(String.valueOf(e.getMessage()));
    }
  }

  /** What is left to do beside other runs of the routine; called in the transaction that queues. */
  private Firing besideOthers(Routine routine, Firing.Start start) {
    boolean skips = routine.overlap() == Routine.Overlap.SKIP;
    if (skips && routines.underWay(routine.name())) {
      return new Firing.Nothing("the run before was still on");
    }
    if (routines.waiting(routine.name()) >= WAITING_MAX) {
      // More of them would fill the queue, and alerts would be refused.
      return new Firing.Nothing(WAITING_MAX + " runs of it wait already");
    }
    // A second run would overlap the first.
    return skips && routine.misfire() != Routine.Misfire.ALL
        ? new Firing.Start(start.run(), 1)
        : start;
  }

  private int carryOut(Routine routine, RoutineState state, Due due, Firing wanted, Instant now) {
    Firing firing = wanted instanceof Firing.Start start ? besideOthers(routine, start) : wanted;
    int times = firing instanceof Firing.Start start ? start.times() : 0;
    String note = firing instanceof Firing.Nothing(String why) ? why : "";
    long late = due.times().isEmpty() ? 0 : Duration.between(due.times().getLast(), now).toMillis();
    int missed = due.missed() + (state.pausedBy() == null ? due.times().size() - times : 0);
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
        due.times().isEmpty() ? state.nextAt() : due.times().getLast(),
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
