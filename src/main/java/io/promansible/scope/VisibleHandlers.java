package io.promansible.scope;

import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Subject;
import io.promansible.decision.StoredDecision;
import io.promansible.fault.Forbidden;
import io.promansible.fault.NotFound;
import io.promansible.handler.EscalationStep;
import io.promansible.handler.Handler;
import io.promansible.handler.Handlers;
import io.promansible.handler.Mode;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The handlers that a caller may see, and what a right to their work is asked about. */
@Singleton
public final class VisibleHandlers {
  private final Supplier<Handlers> handlers;

  VisibleHandlers(Supplier<Handlers> handlers) {
    this.handlers = handlers;
  }

  /** The names of all roles that a handler may run; none where it is gone. */
  private List<String> roles(String handler) {
    return handlers
        .get()
        .find(handler)
        .map(found ->
            Stream.concat(
                    found.roles().stream(),
                    found.escalate().stream().map(EscalationStep::roles).flatMap(List::stream))
                .distinct()
                .toList())
        .orElse(List.of());
  }

  /** What a handler does, or would do, on hosts. */
  Subject work(String handler, Collection<String> hosts) {
    return new Subject(hosts, List.of(handler), roles(handler));
  }

  /** Those of some handlers whose settings a caller may see. */
  public List<Handler> of(Principal caller, List<Handler> all) {
    return all.stream().filter(handler -> sees(caller, handler.name())).toList();
  }

  /** Whether a caller may see the settings of a handler. */
  public boolean sees(Principal caller, String handler) {
    return caller.may(AccessRole.VIEWER, new Subject(null, List.of(handler), roles(handler)));
  }

  /** Whether a caller may see what a handler did on all its hosts together. */
  public boolean seesAllOf(Principal caller, String handler) {
    return caller.may(AccessRole.VIEWER, work(handler, List.of()));
  }

  /** Whether a caller may see what a handler does on a host. */
  public boolean sees(Principal caller, String handler, Collection<String> hosts) {
    return caller.may(AccessRole.VIEWER, work(handler, hosts));
  }

  /** Whether a caller may see what was decided for a handler; without a host, about all of them. */
  public boolean sees(Principal caller, StoredDecision decision) {
    return sees(
        caller, decision.handler(), decision.host() == null ? List.of() : List.of(decision.host()));
  }

  /**
   * Returns if a caller may change what holds for a handler on all its hosts.
   *
   * @throws NotFound when the caller may not even see it
   * @throws Forbidden when the caller may see it, and no more
   */
  public void requireOperable(Principal caller, String handler) {
    if (!sees(caller, handler)) {
      throw new NotFound("no handler '" + handler + "'");
    }
    if (!caller.may(AccessRole.OPERATOR, work(handler, List.of()))) {
      throw new Forbidden(
          "this holds for handler %s on all its hosts, and no grant of %s as operator reaches so far"
              .formatted(handler, caller.name()));
    }
  }

  /**
   * Returns if a caller may switch a handler to a mode: towards auto only admins, as it then acts
   * by itself.
   *
   * @throws NotFound when the caller may not even see it
   * @throws Forbidden when the caller may see it, and no more
   */
  public void requireSwitchable(Principal caller, String handler, Mode mode) {
    requireOperable(caller, handler);
    boolean more =
        handlers.get().find(handler).filter(one -> one.mode().compareTo(mode) < 0).isPresent();
    if (more && !caller.everywhere(AccessRole.ADMIN)) {
      throw new Forbidden("only admins switch a handler towards auto");
    }
  }
}
