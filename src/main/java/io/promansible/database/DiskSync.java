package io.promansible.database;

/** Makes commits survive a loss of power. */
@FunctionalInterface
public interface DiskSync {
  /** Returns when all that was committed is on disk. */
  void force();
}
