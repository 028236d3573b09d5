package io.promansible.report;

import io.promansible.handler.Handlers;

/** Reads a configuration that is only tried; the one in force stays. */
@FunctionalInterface
public interface TriedHandlers {
  /**
   * The handlers of a configuration.
   *
   * @param text of the configuration
   * @throws io.promansible.fault.InputFault when it is faulty
   */
  Handlers of(String text);
}
