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

  /** Before the first request: clears old folders, takes the node's name, and adopts runs. */
  public void begin() {
    archive.sweep(
        id -> runs.findById(id).filter(run -> run.state() != RunState.FINISHED).isPresent());
    // An embedded database has no other node, so every run in it is this node's.
    node.enter(
        database.embedded() ? (name, identity) -> runs.moveAllToName(name) : runs::moveToName);
    adoption.run();
  }

  /** Lets nothing more start, and waits {@code runs.drain} for plays; others are left running. */
  public void end() {
    watch.drain();
    watch.leave();
  }
}
