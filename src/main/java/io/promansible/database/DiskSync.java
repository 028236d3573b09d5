package io.promansible.database;

/** Makes what is committed survive a loss of power. */
@FunctionalInterface
public interface DiskSync {
  /** Returns when it is on disk. */
  void force();
}
