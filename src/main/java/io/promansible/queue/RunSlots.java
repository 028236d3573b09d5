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

/** How many plays this node has at once; those taken over from an earlier service count, too. */
@Singleton
public final class RunSlots {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final Semaphore slices = new Semaphore(CORES);
  private final IntSupplier slicesRunning;
  private final int most;
  private int taken;

  /** As many as {@code runs.concurrent} says at the start. */
  @Inject
  public RunSlots(RunRepository runs, NodeIdentity node, Supplier<RunSettings> settings) {
    this(settings.get().concurrent(), () -> runs.slicesOn(node.name()));
  }

  RunSlots(int most, IntSupplier slicesRunning) {
    this.most = most;
    this.slicesRunning = slicesRunning;
  }

  /** Takes one if there is one. */
  public synchronized boolean take() {
    if (taken >= most) {
      return false;
    }
    taken++;
    return true;
  }

  /** Takes one for a play that is on, whether there is one or not. */
  public synchronized void takeAnyway() {
    taken++;
  }

  /** Gives one back. */
  public synchronized void give() {
    taken--;
  }

  /**
   * Takes one of those for slices, of which a node works on as many at once as it has cores; what
   * is no slice needs none. Slices of an earlier service that still run count.
   */
  public boolean takeSlice(Run run) {
    return run.sliceOf() == null || (slicesRunning.getAsInt() < CORES && slices.tryAcquire());
  }

  /** Gives it back. */
  public void giveSlice(Run run) {
    if (run.sliceOf() != null) {
      slices.release();
    }
  }
}
