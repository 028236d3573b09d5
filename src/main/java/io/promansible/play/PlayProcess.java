package io.promansible.play;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.ContainerSettings;
import io.promansible.fault.WorldFault;
import io.promansible.process.ProcessGroup;
import io.promansible.process.ProcessIdentity;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.launcher.CommandLauncherFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a play: started in a session of its own, or found by its run's folder.
 *
 * <p>commons-exec launches it, but does not wait for it: its watchdog kills only the direct child,
 * and its pumps would tie the play to this service. {@link ProcessGroup} ends the whole tree.
 */
public final class PlayProcess {
  private static final Logger LOG = LoggerFactory.getLogger(PlayProcess.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  private final ProcessIdentity identity;
  private final @Nullable Future<?> ended;
  private final RunFolder folder;
  private final String runId;

  /**
   * A play that has written its pid.
   *
   * @param ended done when the play has ended; null or failed when nobody tells its end, so that
   *     the process must be looked for
   */
  public PlayProcess(
      ProcessIdentity identity, @Nullable Future<?> ended, RunFolder folder, String runId) {
    this.identity = identity;
    this.ended = ended;
    this.folder = folder;
    this.runId = runId;
  }

  /**
   * Starts a play in a prepared folder.
   *
   * @throws WorldFault when the play could not be started; then nothing of it runs
   */
  public static PlayProcess start(RunFolder folder, PlayCommand command, AnsibleSettings ansible) {
    List<String> line = new ArrayList<>(List.of("setsid", "sh", "launch.sh"));
    Map<String, String> environment = command.environment(folder, ansible);
    if (ansible.container().isPresent()) {
      ContainerSettings container = ansible.container().get();
      environment.putAll(ContainerSettings.environment());
      environment.computeIfPresent("ANSIBLE_COLLECTIONS_PATH", Container::inImage);
      Container.note(folder, container);
      line.addAll(Container.wrapped(container, folder, command, ansible, environment));
    } else {
      line.addAll(command.arguments(ansible));
    }
    try {
      Process child = launch(Programs.commandLine(line), environment, folder.path());
      ProcessIdentity identity = awaitStart(folder, child);
      return new PlayProcess(identity, child.onExit(), folder, command.runId());
    } catch (IOException e) {
      throw new WorldFault("the play cannot be started: " + e.getMessage(), e);
    }
  }

  private static Process launch(CommandLine line, Map<String, String> environment, Path folder)
      throws IOException {
    return CommandLauncherFactory.createVMLauncher().exec(line, environment, folder.toFile());
  }

  private static ProcessIdentity awaitStart(RunFolder folder, Process child) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<ProcessIdentity> identity = folder.identity();
      if (identity.isPresent()) {
        return identity.get();
      }
      if (waited(child, Duration.ofMillis(5))) {
        // The play may have started and ended between the two looks.
        return folder
            .identity()
            .orElseThrow(() ->
                LaunchScript.overtaken(child.exitValue())
                    .<RuntimeException>map(late -> late)
                    .orElseGet(() ->
                        new WorldFault(
                            "the play did not start (launch.sh ended with %d)"
                                .formatted(child.exitValue()))));
      }
    }
    child.destroyForcibly();
    throw new WorldFault("the play did not start within " + START_LIMIT);
  }

  /** The play that was started in this folder; empty when none was, or its pid is unreadable. */
  public static Optional<PlayProcess> find(RunFolder folder, String runId) {
    return folder.identity().map(identity -> new PlayProcess(identity, null, folder, runId));
  }

  /** Whether a process of this run lives, even one that has not written its pid yet. */
  public static boolean isStarting(RunFolder folder, String runId) {
    return !ProcessGroup.marked(PlayCommand.mark(runId), 0).isEmpty() || folder.isHeld();
  }

  /** Waits so long at most; returns whether the play has ended. */
  public boolean endedWithin(Duration wait) {
    if (ended != null) {
      try {
        ended.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (!identity.alive()) {
          return true;
        }
        // The child found that another process had begun the run, and ended; that one goes on.
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (ExecutionException e) {
        LOG.debug("run {}: nobody tells its end, so it is looked for", runId, e);
      }
    }
    if (!identity.alive()) {
      return true;
    }
    // Not a child of this process, so nobody tells: looks again after the wait.
    sleep(wait);
    return !identity.alive();
  }

  private static boolean waited(Process child, Duration wait) {
    try {
      return child.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void sleep(Duration wait) {
    try {
      TimeUnit.MILLISECONDS.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the play and all that it started on this machine: TERM to its group, KILL after the grace,
   * then KILL to processes that left the group but have the run's mark. What already runs on a
   * remote host may go on there.
   */
  public void end(Duration grace) {
    ProcessGroup group = new ProcessGroup(identity.pid());
    LOG.info("run {}: ending its processes (TERM, KILL after {} s)", runId, grace.toSeconds());
    if (identity.alive()) {
      group.signal("TERM");
      long deadline = System.nanoTime() + grace.toNanos();
      while (System.nanoTime() < deadline && !endedWithin(Duration.ofMillis(50))) {
        // waits for the end within the grace
      }
    }
    sweep();
  }

  /**
   * Leaves nothing of a play that has ended: whatever killed podman, a container may go on.
   *
   * @param timedOut whether Ansible gave up a task: what that started here would go on, too
   * @throws WorldFault when its container goes on
   */
  public void clear(boolean timedOut) {
    if (timedOut) {
      sweep();
    }
    removeContainer(folder, runId);
  }

  /** Removes the container of a run, if it has one. */
  public static void removeContainer(RunFolder folder, String runId) {
    try {
      Container.remove(folder, runId);
    } catch (WorldFault e) {
      if (!ProcessGroup.marked(PlayCommand.mark(runId), 0).isEmpty()) {
        throw e;
      }
      LOG.warn("run {}: {}; nothing runs in it, remove it by hand", runId, e.getMessage());
    }
  }

  /** Kills what the play's tasks left on this machine when the play itself is over. */
  public void sweep() {
    try {
      removeContainer(folder, runId);
    } catch (WorldFault e) {
      LOG.warn("run {}: {}", runId, e.getMessage());
    }
    new ProcessGroup(identity.pid()).signal("KILL");
    ProcessGroup.sweep(PlayCommand.mark(runId), identity.pid());
  }

  /** How long ago the play was started, by the kernel's clock, which nobody sets. */
  public Duration age() {
    return identity.age();
  }

  /** The process id, which is also the id of its group and session. */
  public long pid() {
    return identity.pid();
  }
}
