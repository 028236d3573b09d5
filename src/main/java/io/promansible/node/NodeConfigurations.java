package io.promansible.node;

import io.promansible.node.NodeConfigurationRepository.Configured;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which configuration each node has in force. Of several the newest wins: the one that was first
 * put in force last. A node with an older one does not take things for gone that it does not know.
 */
@Singleton
public final class NodeConfigurations {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private final NodeConfigurationRepository rows;
  private final NodeIdentity node;
  private volatile Optional<String> told = Optional.empty();
  private Optional<String> before = Optional.empty();
  private boolean toldAnew;

  public NodeConfigurations(NodeConfigurationRepository rows, NodeIdentity node) {
    this.rows = rows;
    this.node = node;
  }

  /** Tells the other nodes which configuration this one has in force. */
  public synchronized void tell(String digest) {
    boolean reloaded = told.filter(before -> !before.equals(digest)).isPresent();
    // A start with a configuration that is known does not make that one newer.
    if (rows.firstRead(digest) == 0 && reloaded) {
      rows.readAgain(digest);
    }
    rows.configured(node.name(), digest);
    toldAnew = toldAnew || !told.equals(Optional.of(digest));
    told = Optional.of(digest);
  }

  /** Whether no node that lives has a newer configuration than this one. */
  public boolean isNewest() {
    return older().isEmpty();
  }

  /**
   * How this node's configuration is older than that of others; empty when it is the newest. What
   * was older stays so until this node has been well for as long as others take to be gone: after
   * an outage the node with the newest one may not have been heard yet.
   */
  public synchronized Optional<String> older() {
    Optional<String> seen =
        newest(living())
            .filter(newest -> !Objects.equals(newest.configuration(), told.orElse(null)))
            .map(newest ->
                "node %s has an older configuration than node %s"
                    .formatted(node.name(), newest.name()));
    if (seen.isPresent() || before.isEmpty() || node.mayJudgeOthers() || toldAnew) {
      before = seen;
      toldAnew = false;
    }
    return before;
  }

  /** Which nodes have an older configuration than the newest; empty when none has. */
  public Optional<String> trouble() {
    List<Configured> living = living();
    Optional<Configured> newest = newest(living);
    List<String> old =
        living.stream()
            .filter(one ->
                newest.isPresent()
                    && !Objects.equals(newest.get().configuration(), one.configuration()))
            .map(one ->
                "node %s still has the configuration of %s"
                    .formatted(one.name(), TIME.format(one.readAt())))
            .toList();
    return old.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s; node %s has that of %s, which wins: bring it to the others and reload them"
                .formatted(
                    String.join(", ", old),
                    newest.orElseThrow().name(),
                    TIME.format(newest.orElseThrow().readAt())));
  }

  private List<Configured> living() {
    return rows.configurations(node.settings().goneSeconds());
  }

  private static Optional<Configured> newest(List<Configured> living) {
    return living.stream().max(Comparator.comparing(Configured::readAt));
  }
}
