package io.promansible.freeze;

/** Which routines there are; they live on a floor above. */
@FunctionalInterface
public interface RoutineNames {
  /** Whether there is one of that name. */
  boolean exists(String name);
}
