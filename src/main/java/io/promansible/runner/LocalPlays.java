package io.promansible.runner;

import io.promansible.archive.RunFiles;
import io.promansible.database.DiskSync;
import io.promansible.fault.InputFault;
import io.promansible.fault.Overtaken;
import io.promansible.fault.WorldFault;
import io.promansible.inventory.LiveInventory;
import io.promansible.launch.OwnPlayLaunch;
import io.promansible.launch.RunLaunch;
import io.promansible.play.PlayProcess;
import io.promansible.play.RunFolder;
import io.promansible.run.Cause;
import io.promansible.run.OwnPlay;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays of ansible-playbook on this machine. */
@Singleton
final class LocalPlays implements Plays {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPlays.class);
  private static final int HOSTS_NAMED = 20;

  private final RunLaunch launch;
  private final OwnPlayLaunch ownPlays;
  private final RunFiles archive;
  private final RunWatch watch;
  private final RunRecorder recorder;
  private final RunClaims claims;
  private final DiskSync diskSync;

  LocalPlays(
      Launches launches,
      RunFiles archive,
      RunWatch watch,
      RunRecorder recorder,
      RunClaims claims,
      DiskSync diskSync) {
    this.launch = launches.roles;
    this.ownPlays = launches.own;
    this.archive = archive;
    this.watch = watch;
    this.recorder = recorder;
    this.claims = claims;
    this.diskSync = diskSync;
  }

  /** The two ways to launch a play. */
  @Singleton
  record Launches(RunLaunch roles, OwnPlayLaunch own) {}

  @Override
  public void prepare(Run run) {
    if (run.cause() != Cause.JOB) {
      launch.pin(run);
    }
    archive.folder(run.id()).create();
  }

  @Override
  public void cut(Run run) {
    recorder.started(run);
    archive.clear(run.id());
  }

  @Override
  public boolean run(
      Run run, List<RunHost> hosts, LiveInventory.Current known, Optional<OwnPlay> own) {
    // The row goes to disk before the process starts: after a power loss it must not say queued.
    diskSync.force();
    Optional<PlayProcess> begun = find(run);
    if (begun.isPresent()) {
      // A run with a pid in its folder was started: it is taken up, never started again.
      LOG.warn("run {}: it was begun before (pid {}); it is taken up", run.id(), begun.get().pid());
      watch.toTheEnd(run, begun.get(), false);
      return true;
    }
    PlayProcess process;
    try {
      process =
          own.isPresent() ? ownPlays.start(run, hosts, own.get()) : launch.start(run, hosts, known);
    } catch (Overtaken e) {
      // It is queued again if it is still ours; if others took it for lost, Adoption tells them.
      LOG.warn("run {}: not started: {}", run.id(), e.getMessage());
      return !claims.giveBack(run);
    } catch (WorldFault | InputFault e) {
      recorder.notStarted(run, String.valueOf(e.getMessage()));
      return true;
    }
    if (run.sliceOf() == null) {
      recorder.started(run);
    }
    LOG.info(
        "run {}: {} on {} started (pid {})", run.id(), run.roles(), named(hosts), process.pid());
    watch.toTheEnd(run, process, true);
    return true;
  }

  /** The first hosts by name: a line of the log must stay readable. */
  private static String named(List<RunHost> hosts) {
    String first =
        hosts.stream().limit(HOSTS_NAMED).map(RunHost::host).collect(Collectors.joining(","));
    int more = hosts.size() - HOSTS_NAMED;
    return more <= 0 ? first : "%s and %d more hosts".formatted(first, more);
  }

  @Override
  public Found takeUp(Run run) {
    RunFolder folder = archive.folder(run.id());
    Optional<PlayProcess> process = find(run);
    if (process.isPresent()) {
      LOG.info("run {}: taken up again (pid {})", run.id(), process.get().pid());
      watch.toTheEnd(run, process.get(), false);
      return Found.WATCHED;
    }
    if (!folder.exists() || folder.hasPid()) {
      return Found.DAMAGED;
    }
    return PlayProcess.isStarting(folder, run.id().toString())
        ? Found.STARTING
        : Found.NEVER_STARTED;
  }

  private Optional<PlayProcess> find(Run run) {
    return PlayProcess.find(archive.folder(run.id()), run.id().toString());
  }
}
