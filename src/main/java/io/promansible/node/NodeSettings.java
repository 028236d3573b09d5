package io.promansible.node;

import io.promansible.settings.Section;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * This node among those of one database: the key {@code node} and the section {@code cluster}.
 *
 * @param name for people; no two nodes of a database that live have the same
 * @param heartbeat how often it says that it lives
 * @param gone how long a node may be silent before others take it for gone, in whole seconds
 * @param advertise where other nodes ask this one; empty when they cannot
 */
public record NodeSettings(
    String name, Duration heartbeat, Duration gone, Optional<URI> advertise) {
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration GONE = Duration.ofSeconds(20);

  /** A node with this name and the usual times. */
  public static NodeSettings named(String name) {
    return new NodeSettings(name, HEARTBEAT, GONE, Optional.empty());
  }

  /** The section {@code cluster}. */
  public static NodeSettings read(String name, Section section) {
    Duration heartbeat = section.duration("heartbeat", HEARTBEAT, Duration.ofMillis(100));
    Duration gone = section.duration("gone_after", GONE, Duration.ofSeconds(5));
    // One heartbeat may be late, and one may be lost.
    if (gone.compareTo(heartbeat.multipliedBy(3)) < 0) {
      section.fault("gone_after", "must be at least three times cluster.heartbeat");
    }
    if (gone.toMillis() % 1000 != 0) {
      section.fault("gone_after", "must be whole seconds");
    }
    NodeSettings settings = new NodeSettings(name, heartbeat, gone, section.url("advertise"));
    section.end();
    return settings;
  }

  /** {@link #gone} in seconds, as the database takes it. */
  public int goneSeconds() {
    return Math.toIntExact(gone.toSeconds());
  }
}
