package io.promansible.freeze;

/** Which routines there are; an interface, as routines live on a floor above this one. */
@FunctionalInterface
public interface RoutineNames {
  /** Whether there is a routine of that name. */
  boolean hasRoutine(String name);
}
