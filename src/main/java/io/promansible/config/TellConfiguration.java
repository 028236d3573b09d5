package io.promansible.config;

import io.promansible.clockwork.Recurring;
import io.promansible.node.NodeConfigurations;
import io.promansible.node.NodeIdentity;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the other nodes which configuration is in force here, at the start and when it changed. */
@Singleton
public final class TellConfiguration implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CurrentConfiguration configuration;
  private final NodeConfigurations nodes;
  private final NodeIdentity node;
  private @Nullable Configuration told;
  private long toldAs;

  TellConfiguration(
      CurrentConfiguration configuration, NodeConfigurations nodes, NodeIdentity node) {
    this.configuration = configuration;
    this.nodes = nodes;
    this.node = node;
  }

  @Override
  public String what() {
    return "telling which configuration is in force";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  // By the object, as a digest takes the whole configuration as text; a reload makes another one.
  @SuppressWarnings("ReferenceEquality")
  @Override
  public void run() {
    Configuration now = configuration.get();
    long incarnation = node.incarnation();
    if (now != told || incarnation != toldAs) {
      nodes.tell(configuration.digest(now));
      told = now;
      toldAs = incarnation;
    }
  }
}
