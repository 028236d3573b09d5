package io.promansible.queue;

import io.promansible.node.NodeIdentity;
import io.promansible.run.Run;
import io.promansible.run.RunRepository;
import io.promansible.run.RunSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Limits how many plays this node has at once; plays of an earlier service count, too. */
@Singleton
public final class RunSlots {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final Semaphore slices = new Semaphore(CORES);
  private final IntSupplier slicesRunning;
  private final int most;
  private int taken;

  /** Has as many slots as {@code runs.concurrent} says at the start. */
  @Inject
  public RunSlots(RunRepository runs, NodeIdentity node, Supplier<RunSettings> settings) {
    this(settings.get().concurrent(), () -> runs.slicesOn(node.name()));
  }

  RunSlots(int most, IntSupplier slicesRunning) {
    this.most = most;
    this.slicesRunning = slicesRunning;
  }

  /** Takes a slot if one is free. */
  public synchronized boolean take() {
    if (taken >= most) {
      return false;
    }
    taken++;
    return true;
  }

  /** Takes a slot for a play that is on, whether one is free or not. */
  public synchronized void takeAnyway() {
    taken++;
  }

  /** How many plays there may be at once; settled at the start. */
  public int most() {
    return most;
  }

  /** Gives a slot back. */
  public synchronized void give() {
    taken--;
  }

  /**
   * Takes a slot for a slice; a run that is no slice needs none. A node works on as many slices at
   * once as it has cores, counting those of an earlier service that still run.
   */
  public boolean takeSlice(Run run) {
    return run.sliceOf() == null || (slicesRunning.getAsInt() < CORES && slices.tryAcquire());
  }

  /** Gives the slot of {@link #takeSlice} back. */
  public void giveSlice(Run run) {
    if (run.sliceOf() != null) {
      slices.release();
    }
  }
}
