package io.promansible.node;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.disk.DataFolder;
import io.promansible.disk.PrivateFiles;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this node is among those of one database. Its identity lives in the data folder, beside the
 * folders of its runs; its name is for people, and may change, as when the machine is renamed.
 */
public final class NodeIdentity {
  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);
  private static final String FILE = "node.id";
  // A restart takes seconds; a node that is silent this long does not come back.
  private static final Duration GONE = Duration.ofSeconds(60);
  private static final Duration GAP = Duration.ofSeconds(30);

  private final NodeRepository nodes;
  private final TransactionOperations<Connection> transactions;
  private final DataFolder data;
  private final String name;
  private final Clock clock;
  private String id = "";
  private volatile boolean ours = true;
  private @Nullable Instant lastBeat;
  private Instant wellSince = Instant.MAX;

  public NodeIdentity(
      NodeRepository nodes,
      TransactionOperations<Connection> transactions,
      DataFolder data,
      String name,
      Clock clock) {
    this.nodes = nodes;
    this.transactions = transactions;
    this.data = data;
    this.name = name;
    this.clock = clock;
  }

  /** The name for people; runs keep it, too, to say on which node they are. */
  public String name() {
    return name;
  }

  /** The rows of other rooms that say which node they belong to. */
  @FunctionalInterface
  public interface Belongings {
    /** Moves what this identity owns under other names to its present name; returns how many. */
    int moveTo(String name, String identity);
  }

  /**
   * Takes this node's name, and the runs that this identity left under an earlier name.
   *
   * @throws WorldFault when another node that lives has the name
   */
  public void enter(Belongings runs) {
    id = read();
    transactions.executeWrite(status -> {
      if (nodes.first(name, id) == 0
          && nodes.beat(name, id) == 0
          && nodes.takeOver(name, id) == 0) {
        throw new WorldFault(
            "another Promansible on this database calls itself '%s' and was heard at %s; give this one a name of its own (node:), or wait 30 s if the other one is gone"
                .formatted(name, nodes.seenAt(name).map(Object::toString).orElse("?")));
      }
      int renamed = runs.moveTo(name, id);
      nodes.forgetOthers(name, id);
      if (renamed > 0) {
        LOG.info("{} run(s) of this node are from when it had another name", renamed);
      }
      return null;
    });
  }

  /** Whether this node still owns its name; if not, it must start nothing and judge no run. */
  public boolean isOurs() {
    return ours;
  }

  /** Says that another node has taken the name; empty when none has. */
  public Optional<String> trouble() {
    return ours
        ? Optional.empty()
        : Optional.of(
            "another Promansible on this database has the name '%s' now; this one begins nothing"
                .formatted(name));
  }

  /** Says that this node lives; returns whether its name is still its own. */
  public boolean beat() {
    ours =
        transactions.executeWrite(
            status -> nodes.beat(name, id) == 1 || nodes.takeOver(name, id) == 1);
    if (!ours) {
      LOG.error(
          "another Promansible on this database has taken the name '{}'; stop one of them and give it a name of its own (node:)",
          name);
    }
    Instant now = clock.instant();
    if (lastBeat == null || lastBeat.isBefore(now.minus(GAP))) {
      wellSince = now;
    }
    lastBeat = now;
    return ours;
  }

  /**
   * Whether this node may say that others are gone: only if its own sign of life had no gap for a
   * minute, as every node looks gone after an outage of the database.
   */
  public boolean mayJudgeOthers() {
    return wellSince.isBefore(clock.instant().minus(GONE));
  }

  private String read() {
    Path file = data.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        PrivateFiles.write(file, (UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return UUID.fromString(Files.readString(file).strip()).toString();
    } catch (IOException | IllegalArgumentException e) {
      throw new WorldFault(
          "%s cannot be read (%s); it says who this node is. If no run is on, delete it; it is made anew"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
