package io.promansible.runner;

import io.promansible.archive.RunFiles;
import io.promansible.database.Database;
import io.promansible.node.Heartbeat;
import jakarta.inject.Singleton;

/** What this node does with runs when it starts and when it stops. */
@Singleton
public final class RunnerLife {
  private final RunFiles archive;
  private final NodeRunRepository runs;
  private final Heartbeat heartbeat;
  private final Adoption adoption;
  private final RunWatch watch;
  private final Database database;

  RunnerLife(
      RunFiles archive,
      NodeRunRepository runs,
      Heartbeat heartbeat,
      Adoption adoption,
      RunWatch watch,
      Database database) {
    this.archive = archive;
    this.runs = runs;
    this.heartbeat = heartbeat;
    this.adoption = adoption;
    this.watch = watch;
    this.database = database;
  }

  /** Before the first request: clears old folders, takes the node's name, and adopts runs. */
  public void begin() {
    archive.sweep(runs::needsFolder);
    // An embedded database has no other node, so every run in it is this node's.
    heartbeat.enter(database.embedded(), database.embedded() ? runs::moveAllTo : runs::moveTo);
    adoption.run();
  }

  /** Lets nothing more start, and waits {@code runs.drain} for plays; others are left running. */
  public void end() {
    watch.drain();
    watch.leave();
  }
}
