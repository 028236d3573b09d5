package io.promansible.node;

import jakarta.inject.Singleton;
import java.util.List;

/** The nodes of the database, as this one sees them. */
@Singleton
public final class Nodes {
  private final NodeRepository rows;
  private final NodeSettings settings;

  public Nodes(NodeRepository rows, NodeSettings settings) {
    this.rows = rows;
    this.settings = settings;
  }

  /** All nodes of the last day, by name. */
  public List<NodeRepository.Seen> all() {
    return rows.all(settings.goneSeconds());
  }

  /** How many nodes live. */
  public int living() {
    return rows.living(settings.goneSeconds());
  }
}
