package io.promansible.config;

import io.promansible.clockwork.Recurring;
import io.promansible.node.NodeConfigurations;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Tells the other nodes which configuration is in force here, at the start and when it changed. */
@Singleton
public final class TellConfiguration implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final CurrentConfiguration configuration;
  private final NodeConfigurations nodes;

  TellConfiguration(CurrentConfiguration configuration, NodeConfigurations nodes) {
    this.configuration = configuration;
    this.nodes = nodes;
  }

  @Override
  public String what() {
    return "telling which configuration is in force";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public void run() {
    String digest = configuration.digest();
    if (!nodes.told().filter(digest::equals).isPresent()) {
      nodes.tell(digest);
    }
  }
}
