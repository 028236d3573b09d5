package io.promansible.database;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/** Leaves out of the log what is only about a database that does not answer; see {@link Outage}. */
public final class OutageFilter extends TurboFilter {
  // How the driver and the pool say it, in messages that bring no exception along.
  private static final List<String> WORDS =
      List.of(
          "HikariPool",
          "PSQLException",
          "JDBC Connection",
          "This connection has been closed",
          "terminating connection due to",
          "the database system is");

  // It does nothing but read and write the database, and warns every few seconds that it cannot.
  private static final String SCHEDULER = "com.github.kagkarlsson.scheduler";

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable fault) {
    if (!level.isGreaterOrEqual(Level.WARN) || logger.getName().equals(Outage.class.getName())) {
      return FilterReply.NEUTRAL;
    }
    Throwable thrown = fault == null ? last(params) : fault;
    if (Outage.isOne(thrown)) {
      Outage.noticed(root(thrown));
      return FilterReply.DENY;
    }
    boolean scheduler = logger.getName().startsWith(SCHEDULER) && level != Level.ERROR;
    if (Outage.isOn() && (scheduler || tells(params))) {
      Outage.noticed("");
      return FilterReply.DENY;
    }
    return FilterReply.NEUTRAL;
  }

  private static @Nullable Throwable last(Object @Nullable [] params) {
    return params != null && params.length > 0 && params[params.length - 1] instanceof Throwable t
        ? t
        : null;
  }

  private static boolean tells(Object @Nullable [] params) {
    for (Object param : params == null ? new Object[0] : params) {
      String text = String.valueOf(param);
      if (WORDS.stream().anyMatch(text::contains)) {
        return true;
      }
    }
    return false;
  }

  private static String root(@Nullable Throwable thrown) {
    Throwable one = thrown;
    while (one != null && one.getCause() != null) {
      one = one.getCause();
    }
    return one == null ? "" : String.valueOf(one.getMessage());
  }
}
