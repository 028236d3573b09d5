package io.promansible.handler;

import io.promansible.inventory.Host;
import io.promansible.inventory.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be done about one episode by one handler, with every guard's verdict. */
public sealed interface Decision {
  /** The guards' verdicts in the order asked; all of them, so that people see the whole picture. */
  List<Verdict> verdicts();

  /** Act, on this host. */
  record Start(Host host, List<Verdict> verdicts) implements Decision {}

  /** Do nothing, for this reason. */
  record Skip(Reason reason, String detail, Optional<Host> host, List<Verdict> verdicts)
      implements Decision {}

  /** Decides: a pure function of values. The first guard that holds back gives the reason. */
  static Decision decide(Handler handler, Resolution target, Recent recent) {
    List<Verdict> verdicts = new ArrayList<>();
    Guard.ORDER.forEach(guard -> verdicts.add(guard.ask(handler, target, recent)));
    Optional<Host> host =
        target instanceof Resolution.Found(Host found) ? Optional.of(found) : Optional.empty();
    Optional<Verdict> holding = verdicts.stream().filter(Verdict::held).findFirst();
    if (holding.isPresent() || host.isEmpty()) {
      Verdict first = holding.orElseThrow();
      return new Skip(first.guard(), first.detail(), host, List.copyOf(verdicts));
    }
    return new Start(host.get(), List.copyOf(verdicts));
  }
}
