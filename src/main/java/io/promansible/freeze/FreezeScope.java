package io.promansible.freeze;

import io.promansible.fault.InputFault;
import io.promansible.inventory.Host;
import java.util.Optional;

/** What a freeze keeps from starting. */
public sealed interface FreezeScope {
  /** Everything. */
  record All() implements FreezeScope {}

  /** A handler, on whatever host. */
  record OfHandler(String name) implements FreezeScope {}

  /** A routine. */
  record OfRoutine(String name) implements FreezeScope {}

  /** Every run that would act on a host. */
  record OfHost(String name) implements FreezeScope {}

  /** Every run that would act on a host of a group. */
  record OfGroup(String name) implements FreezeScope {}

  /**
   * Reads {@code all}, {@code handler:NAME}, {@code routine:NAME}, {@code host:NAME} or {@code
   * group:NAME}.
   *
   * @throws InputFault when it is none of them
   */
  static FreezeScope parse(String text) {
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    if (text.equals("all")) {
      return new All();
    }
    if (colon > 0 && !name.isEmpty() && name.length() <= 250) {
      return switch (text.substring(0, colon)) {
        case "handler" -> new OfHandler(name);
        case "routine" -> new OfRoutine(name);
        case "host" -> new OfHost(name);
        case "group" -> new OfGroup(name);
        default -> throw noScope(text);
      };
    }
    throw noScope(text);
  }

  private static InputFault noScope(String text) {
    return new InputFault(
        "scope", "'" + text + "' is not all, handler:NAME, routine:NAME, host:NAME or group:NAME");
  }

  /** Whether this scope covers every run on a host. */
  default boolean concerns(Host host) {
    return switch (this) {
      case All() -> true;
      case OfHost(String name) -> name.equals(host.name());
      case OfGroup(String name) -> host.groups().contains(name);
      case OfHandler handler -> false;
      case OfRoutine routine -> false;
    };
  }

  /** Whether this scope covers a handler on a host; the host is empty where nobody knows it. */
  default boolean concerns(String handler, Optional<Host> host) {
    return this instanceof All
        || equals(new OfHandler(handler))
        || host.filter(this::concerns).isPresent();
  }
}
