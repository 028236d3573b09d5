package io.promansible.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be done about one episode by one handler, with every guard's verdict. */
public sealed interface Decision {
  /** The guards' verdicts in the order asked; all of them, so that people see the whole picture. */
  List<Verdict> verdicts();

  /**
   * Act, on this host.
   *
   * @param parameters of the roles that come from the alert's labels, converted to their types; not
   *     to be trusted
   */
  record Start(Host host, Map<String, JsonNode> parameters, List<Verdict> verdicts)
      implements Decision {}

  /** Do nothing, for this reason. */
  record Skip(Reason reason, String detail, Optional<Host> host, List<Verdict> verdicts)
      implements Decision {}

  /** Decides: a pure function of values. The first guard that holds back gives the reason. */
  static Decision decide(Handler handler, Labels labels, Resolution target, RecentHistory recent) {
    Situation situation = new Situation(handler, labels, target, recent);
    List<Verdict> verdicts = Guard.ORDER.stream().map(guard -> guard.ask(situation)).toList();
    Optional<Verdict> holding = verdicts.stream().filter(Verdict::held).findFirst();
    if (holding.isEmpty()
        && target instanceof Resolution.Found(Host host)
        && situation.given() instanceof AlertParameters.Values(var parameters)) {
      return new Start(host, parameters, verdicts);
    }
    Verdict first = holding.orElseThrow();
    Optional<Host> host = target.found();
    return new Skip(first.guard(), first.detail(), host, verdicts);
  }
}
