package io.promansible.node;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.disk.DataFolder;
import io.promansible.fault.WorldFault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this node is among those of one database. Its identity lives in the data folder, beside the
 * folders of its runs; its name is for people, and may change, as when the machine is renamed. Each
 * start is an incarnation of its own: what an earlier one writes about runs is refused.
 */
public final class NodeIdentity implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  // A node that is heard so many seconds in the future is no hindrance either.
  private static final int ANY = 1_000_000;

  private final NodeRepository nodes;
  private final TransactionOperations<Connection> transactions;
  private final DataFolder data;
  private final NodeSettings settings;
  private String id = "";
  private String place = "";
  private @Nullable FileChannel lock;
  private volatile long incarnation;
  private volatile boolean ours = true;
  private long lastBeat = System.nanoTime();
  private boolean beaten;
  private volatile long lastClockOff;
  private volatile long wellSince = Long.MAX_VALUE;
  private volatile @Nullable Introduction introduction;

  private record Introduction(String advertise, String key) {}

  public NodeIdentity(
      NodeRepository nodes,
      TransactionOperations<Connection> transactions,
      DataFolder data,
      NodeSettings settings) {
    this.nodes = nodes;
    this.transactions = transactions;
    this.data = data;
    this.settings = settings;
  }

  /** The name for people; runs keep it, too, to say on which node they are. */
  public String name() {
    return settings.name();
  }

  /** The number of this start; runs keep it, too. It changes only with {@link #enter}. */
  public long incarnation() {
    return incarnation;
  }

  /** The rows of other rooms that say which node they belong to. */
  @FunctionalInterface
  public interface Belongings {
    /** Moves what this identity owns, under whatever name and incarnation; returns how many. */
    int moveTo(String name, String identity, long incarnation);
  }

  /** The id in the data folder, by which runs are this node's whatever its name is. */
  public String identity() {
    return id;
  }

  /**
   * Takes this node's name, and the runs that an earlier start of it left. A node that looks alive,
   * but as another start of this one, is waited for: its machine may have been booted anew.
   *
   * @param alone whether the database has no other node: then nobody else can have the name
   * @throws WorldFault when another node that lives has the name, or the data folder
   */
  public void enter(boolean alone, Belongings runs) {
    lock = NodeFile.lock(data);
    id = NodeFile.read(data);
    place = NodeFile.place(data);
    long deadline = System.nanoTime() + settings.gone().plusSeconds(2).toNanos();
    while (!entered(alone, runs)) {
      Optional<Node> other = nodes.find(name());
      if (System.nanoTime() > deadline
          || other.filter(known -> id.equals(known.identity())).isEmpty()) {
        throw new WorldFault(taken());
      }
      LOG.info(
          "node {} was heard a moment ago in another place; waits until it is silent for {} s",
          name(),
          settings.goneSeconds());
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    }
  }

  private boolean entered(boolean alone, Belongings runs) {
    return transactions.executeWrite(status -> {
      int gone = alone ? -ANY : settings.goneSeconds();
      nodes
          .copied(name(), id, place, gone)
          .ifPresent(other -> {
            throw new WorldFault(
                "the data folder %s is a copy of that of node %s, which lives; delete node.id in it, which is then made anew"
                    .formatted(data.path(), other));
          });
      if (!take(gone)) {
        return false;
      }
      incarnation = nodes.incarnation(name());
      int left = runs.moveTo(name(), id, incarnation);
      nodes.forgetOthers(name(), id);
      LOG.info("node {}: start {}; {} run(s) are left from before", name(), incarnation, left);
      return true;
    });
  }

  private boolean take(int gone) {
    return nodes.first(name(), id, place) == 1 || nodes.again(name(), id, place, gone) == 1;
  }

  /** Gives the data folder back. */
  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  private String taken() {
    Optional<Node> other = nodes.find(name());
    return "another Promansible on this database calls itself '%s' since %s and was heard at %s; give this one a name of its own (node:), or wait %d s if the other one is gone"
        .formatted(
            name(),
            other.map(Node::startedAt).map(Object::toString).orElse("?"),
            other.map(Node::seenAt).map(Object::toString).orElse("?"),
            settings.goneSeconds());
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
                .formatted(name()));
  }

  /**
   * Says that this node lives; returns whether its name is still its own.
   *
   * @param clockOff by how many milliseconds its clock is ahead of the database's
   */
  public boolean beat(long clockOff) {
    boolean before = ours;
    lastClockOff = clockOff;
    ours =
        transactions.executeWrite(
            status -> nodes.beat(name(), id, incarnation, clockOff) == 1 || takeAgain());
    if (before && !ours) {
      LOG.error(
          "another Promansible on this database has taken the name '{}'; stop one of them and give it a name of its own (node:)",
          name());
    }
    noteBeat(System.nanoTime());
    return ours;
  }

  /** The same, with nothing new about the clock. */
  public boolean beat() {
    return beat(lastClockOff);
  }

  /** Takes the name back when nobody has used it for long; runs are not this node's any more. */
  private boolean takeAgain() {
    boolean free =
        nodes.find(name()).filter(other -> !id.equals(other.identity())).isPresent()
            && take(settings.goneSeconds());
    if (free) {
      incarnation = nodes.incarnation(name());
      introduce();
    }
    return free;
  }

  private synchronized void noteBeat(long now) {
    if (!beaten || now - lastBeat > settings.gone().toNanos() / 2) {
      wellSince = now;
    }
    beaten = true;
    lastBeat = now;
  }

  /**
   * Whether this node may say that others are gone: only if its own sign of life had no gap for as
   * long, as every node looks gone after an outage of the database.
   */
  public boolean mayJudgeOthers() {
    return wellSince != Long.MAX_VALUE && System.nanoTime() - wellSince > settings.gone().toNanos();
  }

  /**
   * Says where other nodes ask this one, and by which key it signs what it asks; said again
   * whenever the name is taken again.
   */
  void introduce(String advertise, String key) {
    introduction = new Introduction(advertise, key);
    introduce();
  }

  private void introduce() {
    Introduction known = introduction;
    if (known != null) {
      nodes.introduce(name(), known.advertise, known.key);
    }
  }

  /** How this node is set up. */
  public NodeSettings settings() {
    return settings;
  }
}
