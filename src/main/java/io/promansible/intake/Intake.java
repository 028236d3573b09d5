package io.promansible.intake;

import io.promansible.alert.IntakeSettings;
import io.promansible.alert.Notification;
import io.promansible.database.Outage;
import io.promansible.fault.WorldFault;
import io.promansible.queue.RunQueue;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores notifications before they are answered.
 *
 * <p>One thread writes: it takes the notifications that wait, stores them in one transaction,
 * forces the disk once, and answers all their senders. So no two notifications of one node race for
 * an episode.
 */
@Singleton
public final class Intake implements AutoCloseable {
  /**
   * A notification whose sender waits.
   *
   * @param begun done when it is being stored, or was given up before
   * @param kept done when it is about to become durable, or was given up before
   */
  private record Waiting(
      Notification notification,
      CompletableFuture<Void> begun,
      CompletableFuture<Void> kept,
      CompletableFuture<IntakeResult> answer) {
    Waiting(Notification notification) {
      this(
          notification,
          new CompletableFuture<>(),
          new CompletableFuture<>(),
          new CompletableFuture<>());
    }

    /** Gives it up when a step is not taken in time: its sender is answered, and sends it again. */
    void limit(CompletableFuture<Void> step, Duration most) {
      var _ =
          step.orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
              .exceptionally(late -> {
                answer.completeExceptionally(late);
                return null;
              });
    }

    /** Begins, unless it was given up. */
    boolean begin() {
      return begun.complete(null);
    }

    /** From now on it is not given up any more; false when it was. */
    boolean keep() {
      kept.complete(null);
      return !kept.isCompletedExceptionally();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int TOGETHER = 64;
  // Five times what an alert that starts a run took on a machine without time to spare. Once begun,
  // a large notification is not given up for its size: it would take as long when it comes again.
  private static final Duration EACH_ALERT = Duration.ofMillis(100);
  private static final Duration LOOK_UP = Duration.ofMillis(100);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final IntakeGate gate;
  private final AlertStore store;
  private final RunQueue queue;
  private final IntakeMetrics metrics;
  private final Supplier<IntakeSettings> settings;
  private final BlockingQueue<Waiting> waiting;
  private final Thread writer;
  private volatile boolean closed;

  /** An intake that stores nothing before {@link #open}. */
  Intake(
      IntakeGate gate,
      AlertStore store,
      RunQueue queue,
      IntakeMetrics metrics,
      Supplier<IntakeSettings> settings) {
    this.gate = gate;
    this.store = store;
    this.queue = queue;
    this.metrics = metrics;
    this.settings = settings;
    this.waiting = new ArrayBlockingQueue<>(settings.get().queueMax());
    this.writer = Thread.ofPlatform().name("intake").daemon().unstarted(this::write);
  }

  /** Starts the thread that stores notifications. */
  public void open() {
    writer.start();
  }

  /**
   * Takes a notification in; the answer comes when it is on disk. It fails with a {@link
   * WorldFault} when it could not be stored in time; then it is not stored, and its sender will
   * send it again. In time is within {@code intake.answer_within} until it is begun, and from then
   * on as much again, with more time for each alert. The same fault tells of a disk or a database
   * whose last answer is unknown; what is sent again then is a repeat.
   *
   * @throws WorldFault when too many wait, or nothing can be stored now
   */
  public CompletableFuture<IntakeResult> submit(Notification notification) {
    gate.require(notification);
    Waiting mine = new Waiting(notification);
    if (closed || !waiting.offer(mine)) {
      throw new WorldFault(
          closed ? "the service is stopping" : "too many notifications wait (intake.queue_max)");
    }
    mine.limit(mine.begun, settings.get().answerWithin());
    // One that was given up takes memory no longer.
    var _ =
        mine.begun.exceptionally(late -> {
          waiting.remove(mine);
          return null;
        });
    return mine.answer.exceptionallyCompose(e -> CompletableFuture.failedFuture(fault(e)));
  }

  private static WorldFault fault(Throwable e) {
    return switch (e) {
      case TimeoutException late ->
          new WorldFault(
              "the notification could not be stored in time (intake.answer_within)", late);
      case WorldFault known -> known;
      default -> new WorldFault("the notification could not be stored: " + e, e);
    };
  }

  /**
   * Takes a notification in; returns when it is on disk.
   *
   * @throws WorldFault when it could not be stored in time
   */
  public IntakeResult submitAndWait(Notification notification) {
    try {
      return submit(notification).get();
    } catch (ExecutionException e) {
      throw fault(Objects.requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("the service is stopping", e);
    }
  }

  private void write() {
    List<Waiting> batch = new ArrayList<>();
    while (!closed) {
      try {
        batch.clear();
        Waiting first = waiting.poll(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, TOGETHER - 1);
          batch.removeIf(w -> !w.begin());
          store(batch);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        // Catches even OutOfMemoryError: without this thread nothing would be stored any more.
        LOG.error("the intake met a fault it does not know; it goes on", e);
        batch.forEach(w -> w.answer.completeExceptionally(e));
      }
    }
  }

  private void store(List<Waiting> batch) {
    if (batch.isEmpty()) {
      return;
    }
    limit(batch);
    List<IntakeResult> results;
    try {
      results = together(batch);
    } catch (RuntimeException e) {
      if (Outage.isOne(e)) {
        // None of them is the cause, and each would wait as long again.
        batch.forEach(w -> w.answer.completeExceptionally(e));
      } else {
        // One notification may be the cause, or another node was first: stores each one alone.
        LOG.debug("{} notifications could not be stored together: {}", batch.size(), e.toString());
        batch.stream().filter(w -> !w.answer.isDone()).forEach(this::alone);
      }
      return;
    }
    answer(batch, results);
  }

  private void alone(Waiting one) {
    List<IntakeResult> result;
    try {
      result = together(List.of(one));
    } catch (RuntimeException e) {
      LOG.warn(
          "a notification could not be stored; its sender is answered 503 and sends it again: {}",
          e.toString());
      one.answer.completeExceptionally(e);
      return;
    }
    answer(List.of(one), result);
  }

  /** From now on all senders of a batch wait for each other. */
  private void limit(List<Waiting> batch) {
    int alerts =
        batch.stream()
            .map(Waiting::notification)
            .mapToInt(told -> told.alerts().size() + told.quarantined().size())
            .sum();
    Duration most = settings.get().answerWithin().plus(EACH_ALERT.multipliedBy(alerts));
    batch.forEach(w -> w.limit(w.kept, most));
  }

  private List<IntakeResult> together(List<Waiting> batch) {
    return store.store(
        batch.stream().map(Waiting::notification).toList(),
        () -> batch.stream().allMatch(Waiting::keep));
  }

  private void answer(List<Waiting> batch, List<IntakeResult> results) {
    for (int i = 0; i < batch.size(); i++) {
      metrics.received(batch.get(i).notification, results.get(i));
      batch
          .get(i)
          .notification
          .quarantined()
          .forEach(bad -> LOG.warn("an alert is quarantined: {}", bad.fault()));
      batch.get(i).answer.complete(results.get(i));
    }
    if (results.stream().anyMatch(intakeResult -> intakeResult.started() > 0)) {
      queue.wake();
    }
  }

  /** Stops: the batch being stored is finished, the notifications that wait are answered 503. */
  @Override
  public void close() {
    closed = true;
    try {
      // The writer is not interrupted, as it may be writing to the database.
      // By milliseconds: the other join throws when a start failed before the writer began.
      writer.join(LEAVE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<Waiting> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(w -> w.answer.completeExceptionally(new WorldFault("the service is stopping")));
  }
}
