package io.promansible.portal.alerts;

import io.promansible.decision.StoredDecision;
import io.promansible.guard.Reason;

/** Decisions in words. */
public final class Words {
  private Words() {}

  /** A decision in one sentence, with its handler. */
  public static String of(StoredDecision decision) {
    if (decision.handler().isEmpty()) {
      return "No handler answers it";
    }
    return decision.handler()
        + ": "
        + (decision.started()
            ? "started, " + decision.detail()
            : reason(decision.reason())
                + (decision.detail().isEmpty() ? "" : ", " + decision.detail()));
  }

  /** A reason in words. */
  public static String reason(String reason) {
    return switch (Reason.of(reason)) {
      case NO_HANDLER -> "no handler";
      case APPROVE -> "waits for a person";
      case OBSERVE -> "only observed";
      case DUPLICATE -> "taken up already";
      case START -> "started";
      case RESOLVED -> "nothing left to do";
      default -> reason.replace('_', ' ');
    };
  }
}
