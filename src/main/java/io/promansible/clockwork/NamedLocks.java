package io.promansible.clockwork;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One at a time for each name; others wait. */
public final class NamedLocks {
  private final Map<String, ReentrantLock> locks = new HashMap<>();

  /** Does something while nobody else does anything for the name. */
  public <T> T alone(String name, Supplier<T> deed) {
    ReentrantLock lock;
    synchronized (locks) {
      lock = locks.computeIfAbsent(name, made -> new ReentrantLock());
    }
    lock.lock();
    try {
      return deed.get();
    } finally {
      lock.unlock();
    }
  }
}
