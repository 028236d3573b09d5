package io.promansible.wiring;

import io.promansible.config.Configuration;
import io.promansible.fault.WorldFault;
import java.net.BindException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;

/** What a failed start means. */
final class StartFault {
  private StartFault() {}

  /** Says in a line what a person can mend; anything else is our bug and keeps its trace. */
  static RuntimeException of(RuntimeException e, Configuration configuration) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof BindException) {
      return new WorldFault(
          "cannot listen on %s port %d: %s"
              .formatted(
                  configuration.listen().host(), configuration.listen().port(), root.getMessage()),
          e);
    }
    if (Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
        .anyMatch(SQLException.class::isInstance)) {
      return new WorldFault(
          "the database %s cannot be opened; does another Promansible run on it? (%s)"
              .formatted(configuration.database().url().replaceFirst(";.*", ""), root.getMessage()),
          e);
    }
    return e;
  }
}
