package io.promansible.simulation;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** What goes wrong between a node and its database, as the simulation wants it. */
final class Chance {
  /** The process of a node ended at this very moment. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("the simulated process ended");
    }
  }

  /** What happens at a commit. */
  enum Fault {
    /** The process ends before it. */
    CRASH_BEFORE,
    /** The process ends after it. */
    CRASH_AFTER,
    /** The connection breaks, and nothing was committed. */
    ERROR_BEFORE,
    /** The connection breaks, though all was committed. */
    ERROR_AFTER
  }

  private int commits = -1;
  private boolean crashed;
  private boolean struck;
  private Fault fault = Fault.ERROR_BEFORE;
  private UnaryOperator<String> planted = sql -> sql;

  /** From now on the fault happens at the commit after so many others; once. */
  void at(int others, Fault what) {
    commits = others;
    fault = what;
  }

  /** From now on nothing goes wrong. */
  void nothing() {
    commits = -1;
  }

  /** Whether anything went wrong since this was asked last. */
  boolean struck() {
    boolean was = struck;
    struck = false;
    return was;
  }

  /** Whether the process has ended since this was asked last. */
  boolean crashed() {
    boolean was = crashed;
    crashed = false;
    return was;
  }

  /** Changes the statements of the node, as a bug in it would. */
  void plant(UnaryOperator<String> bug) {
    planted = bug;
  }

  private void commit(Connection connection) throws SQLException {
    if (commits < 0 || commits-- > 0) {
      connection.commit();
      return;
    }
    struck = true;
    boolean after = fault == Fault.CRASH_AFTER || fault == Fault.ERROR_AFTER;
    if (after) {
      connection.commit();
    } else {
      connection.rollback();
    }
    if (fault == Fault.CRASH_BEFORE || fault == Fault.CRASH_AFTER) {
      crashed = true;
      throw new Crash();
    }
    throw new SQLException("the simulated connection is broken", "08006");
  }

  private static Object through(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return (T)
        Proxy.newProxyInstance(Chance.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private Connection around(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          if (method.getName().equals("commit")) {
            commit(connection);
            return null;
          }
          if (method.getName().equals("prepareStatement")) {
            arguments[0] = planted.apply((String) arguments[0]);
          }
          return through(connection, method, arguments);
        });
  }

  /** Stands between the beans of a node and its pool of connections. */
  @Singleton
  @Requires(property = "simulation.node")
  @Order(Ordered.HIGHEST_PRECEDENCE)
  static final class Between implements BeanCreatedEventListener<DataSource> {
    private final Chance chance;

    Between(Chance chance) {
      this.chance = chance;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
      DataSource pool = event.getBean();
      return proxy(
          DataSource.class,
          (self, method, arguments) -> {
            Object given = through(pool, method, arguments);
            return given instanceof Connection connection ? chance.around(connection) : given;
          });
    }
  }
}
