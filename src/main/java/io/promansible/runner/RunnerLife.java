package io.promansible.runner;

import io.promansible.archive.RunFiles;
import io.promansible.database.Database;
import io.promansible.node.NodeIdentity;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;

/** What this node does with runs when it starts and when it stops. */
@Singleton
public final class RunnerLife {
  private final RunFiles archive;
  private final RunRepository runs;
  private final NodeIdentity node;
  private final Adoption adoption;
  private final RunWatch watch;
  private final Database database;

  RunnerLife(
      RunFiles archive,
      RunRepository runs,
      NodeIdentity node,
      Adoption adoption,
      RunWatch watch,
      Database database) {
    this.archive = archive;
    this.runs = runs;
    this.node = node;
    this.adoption = adoption;
    this.watch = watch;
    this.database = database;
  }

  /** Before the first request: what an earlier service left. */
  public void begin() {
    archive.sweep(
        id -> runs.findById(id).filter(run -> run.state() != RunState.FINISHED).isPresent());
    // An embedded database is this node's own, so every run in it is, too.
    node.enter(
        database.embedded() ? (name, identity) -> runs.moveAllToName(name) : runs::moveToName);
    adoption.run();
  }

  /** Nothing more starts; what runs has {@code runs.drain} to end, and is left running then. */
  public void end() {
    watch.drain();
    watch.leave();
  }
}
