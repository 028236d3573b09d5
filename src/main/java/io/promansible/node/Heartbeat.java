package io.promansible.node;

import io.promansible.clockwork.Recurring;
import io.promansible.database.DatabaseClock;
import io.promansible.database.Outage;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Says again and again that this node lives, and sets its clock by the database's. */
@Singleton
public final class Heartbeat implements Recurring {
  private final NodeIdentity node;
  private final NodeRepository nodes;
  private final Optional<DatabaseClock> clock;

  Heartbeat(NodeIdentity node, NodeRepository nodes, Clock clock) {
    this.node = node;
    this.nodes = nodes;
    this.clock =
        clock instanceof DatabaseClock ofDatabase ? Optional.of(ofDatabase) : Optional.empty();
  }

  /**
   * Takes this node's name, and what an earlier start of it left, before anything else is done.
   *
   * @param alone whether the database has no other node
   * @throws io.promansible.fault.WorldFault when another node that lives has the name
   */
  public void enter(boolean alone, NodeIdentity.Belongings belongings) {
    node.enter(alone, belongings);
    run();
  }

  @Override
  public String what() {
    return "saying that this node lives";
  }

  @Override
  public boolean vital() {
    return true;
  }

  @Override
  public Duration pause() {
    return node.settings().heartbeat();
  }

  @Override
  public void run() {
    clock.ifPresent(own -> own.follow(nodes::now));
    node.beat(clock.map(own -> own.ahead().toMillis()).orElse(0L));
    Outage.over();
  }
}
