package io.promansible.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.promansible.alert.Episode;
import io.promansible.database.TimeIds;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.guard.Verdict;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the rows by which decisions are remembered, with the verdict of every guard. */
public final class DecisionLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DETAIL_MAX = 2000;

  private DecisionLog() {}

  /** The row for an episode that no handler matches. */
  public static StoredDecision unanswered(Episode episode, int handlers, Instant now) {
    String detail = "none of the " + handlers + " handlers matches the labels";
    return of(episode, "", Optional.empty(), Reason.NO_HANDLER, detail, List.of(), now);
  }

  /** The row for a decision; the handler is as it is at the step that was asked for. */
  public static StoredDecision of(
      Episode episode, Handler handler, Decision decision, Instant now) {
    return switch (decision) {
      case Decision.Start(var host, var parameters, var verdicts) ->
          of(
              episode,
              handler.name(),
              Optional.of(host.name()),
              Reason.START,
              "runs " + String.join(", ", handler.roles()) + " on " + host.name(),
              verdicts,
              now);
      case Decision.Skip(var reason, var detail, var host, var verdicts) ->
          of(episode, handler.name(), host.map(Host::name), reason, detail, verdicts, now);
    };
  }

  /** The reason of a decision; {@link Reason#START} if it is to act. */
  public static Reason reason(Decision decision) {
    return switch (decision) {
      case Decision.Start start -> Reason.START;
      case Decision.Skip skip -> skip.reason();
    };
  }

  private static StoredDecision of(
      Episode episode,
      String handler,
      Optional<String> host,
      Reason reason,
      String detail,
      List<Verdict> verdicts,
      Instant now) {
    return new StoredDecision(
        TimeIds.next(now),
        episode.id(),
        handler,
        host.orElse(null),
        reason == Reason.START,
        reason.text(),
        detail.length() <= DETAIL_MAX ? detail : detail.substring(0, DETAIL_MAX) + "…",
        json(verdicts),
        now);
  }

  private static String json(List<Verdict> verdicts) {
    ArrayNode shown = JSON.createArrayNode();
    verdicts.forEach(verdict ->
        shown
            .addObject()
            .put("guard", verdict.guard().text())
            .put("held", verdict.held())
            .put("detail", verdict.detail()));
    try {
      return JSON.writeValueAsString(shown);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }
}
