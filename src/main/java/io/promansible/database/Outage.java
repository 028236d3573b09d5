package io.promansible.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when the database goes away and when it is back, and once a minute between. Each
 * of hundreds of tasks a minute would say it otherwise; {@link OutageFilter} leaves that out.
 */
public final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final long AGAIN = Duration.ofMinutes(1).toNanos();
  // Connection faults, a server that ends or starts, and one that has no connection left.
  private static final List<String> STATES = List.of("08", "57P0", "53300");
  // What the pool says of a connection that it has thrown away.
  private static final String CLOSED = "Connection is closed";
  private static final int CAUSES_MAX = 40;

  private static boolean away;
  private static long since;
  private static long said;
  private static int leftOut;

  private Outage() {}

  /** Whether a fault is that the database cannot be reached. */
  public static boolean isOne(@Nullable Throwable fault) {
    Deque<Throwable> open = new ArrayDeque<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable one = fault;
    while (one != null && seen.size() < CAUSES_MAX) {
      if (seen.add(one)) {
        if (says(one)) {
          return true;
        }
        Optional.ofNullable(one.getCause()).ifPresent(open::add);
        open.addAll(Arrays.asList(one.getSuppressed()));
      }
      one = open.poll();
    }
    return false;
  }

  private static boolean says(Throwable one) {
    // Without a cause the pool says that all its connections are busy: that is no outage.
    return (one instanceof SQLTransientConnectionException && one.getCause() != null)
        || (one instanceof SQLException sql
            && (CLOSED.equals(sql.getMessage())
                || (sql.getSQLState() != null
                    && STATES.stream().anyMatch(sql.getSQLState()::startsWith))));
  }

  static synchronized boolean isOn() {
    return away;
  }

  /** Notes a message about the outage that is left out of the log. */
  static synchronized void noticed(String what) {
    long now = System.nanoTime();
    leftOut++;
    if (!away) {
      away = true;
      since = now;
      said = now;
      leftOut = 0;
      LOG.error(
          "the database does not answer ({}): notifications are answered 503, nothing new starts, plays go on and their results wait in their folders; it is tried again and again",
          what);
    } else if (now - said > AGAIN) {
      said = now;
      LOG.error(
          "the database still does not answer, since {} s; {} messages about it are left out",
          seconds(now),
          leftOut);
    }
  }

  /** The database has answered. */
  public static synchronized void over() {
    if (away) {
      away = false;
      LOG.info(
          "the database answers again after {} s; {} messages about it were left out",
          seconds(System.nanoTime()),
          leftOut);
    }
  }

  private static long seconds(long now) {
    return Duration.ofNanos(now - since).toSeconds();
  }
}
