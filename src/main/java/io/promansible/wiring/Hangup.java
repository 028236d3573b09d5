package io.promansible.wiring;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears SIGHUP. The JDK has one way, {@code sun.misc.Signal} of the module jdk.unsupported, and
 * javac has no way to be quiet about it, so it is reached by reflection.
 */
public final class Hangup {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private boolean heard;
  private @Nullable Runnable deed;

  private Hangup() {}

  /** Listens from now on; for signals before {@link #call} the deed is done once, at that call. */
  public static Hangup listen() {
    Hangup hangup = new Hangup();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                hangup.hear();
                return null;
              });
      Object hup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hup, ours);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.warn("SIGHUP cannot be heard here ({}); reload by POST /-/reload", e.toString());
    }
    return hangup;
  }

  private synchronized void hear() {
    if (deed == null) {
      heard = true;
    } else {
      deed.run();
    }
  }

  /** Says what is to be done at each SIGHUP. */
  public synchronized void call(Runnable what) {
    deed = what;
    if (heard) {
      what.run();
    }
  }
}
