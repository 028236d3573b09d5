package io.promansible.process;

import java.time.Duration;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.Watchdog;
import org.jspecify.annotations.Nullable;

/** Kills the program's children, too: commons-exec kills only the program itself. */
final class TreeWatchdog extends ExecuteWatchdog {
  private @Nullable Process process;
  private boolean late;

  @SuppressWarnings("deprecation") // its builder cannot build a subclass
  TreeWatchdog(Duration limit) {
    super(limit.toMillis());
  }

  @Override
  public synchronized void start(Process process) {
    this.process = process;
    super.start(process);
  }

  @Override
  public synchronized void timeoutOccured(Watchdog watchdog) {
    if (process != null) {
      late = process.isAlive();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    super.timeoutOccured(watchdog);
  }

  /** Also when it ended by itself as its children were killed. */
  @Override
  public synchronized boolean killedProcess() {
    return late || super.killedProcess();
  }
}
