package io.promansible.portal;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeState;
import io.promansible.handler.Mode;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import java.util.Locale;

/**
 * How something is: a sign, a word and a colour, so that none of them is needed alone.
 *
 * @param kind good, bad, busy, wait or idle: the colour's class
 */
public record Status(String sign, String word, String kind) {
  /** Something well. */
  public static Status good(String word) {
    return new Status("✓", word, "good");
  }

  /** Something that somebody should look at. */
  public static Status bad(String word) {
    return new Status("✗", word, "bad");
  }

  /** Something at work. */
  public static Status busy(String word) {
    return new Status("●", word, "busy");
  }

  /** Something that waits. */
  public static Status wait(String word) {
    return new Status("◷", word, "wait");
  }

  /** Something of no interest. */
  public static Status idle(String word) {
    return new Status("–", word, "idle");
  }

  /** How a run is. */
  public static Status of(Run run) {
    return switch (run.state()) {
      case QUEUED -> wait("queued");
      case RUNNING -> busy(run.cancelAsked() ? "cancelling" : "running");
      case FINISHED -> {
        Outcome outcome = run.outcome();
        if (outcome == null) {
          yield idle("unknown");
        }
        yield switch (outcome) {
          case SUCCEEDED -> good("succeeded");
          case CANCELLED, NOT_STARTED -> idle(words(outcome));
          default -> bad(words(outcome));
        };
      }
    };
  }

  /** How a remediation is. */
  public static Status of(Remediation row) {
    return switch (row.state()) {
      case WAITING -> wait("waiting");
      case ACTING -> busy("acting");
      case VERIFYING -> busy("proving");
      case HOLDING -> busy("watching");
      case FINISHED -> of(row.outcome());
    };
  }

  /** How a remediation ended. */
  public static Status of(@org.jspecify.annotations.Nullable RemediationOutcome outcome) {
    if (outcome == null) {
      return idle("unknown");
    }
    return switch (outcome) {
      case FIXED -> good("fixed");
      case NOT_FIXED -> bad("not fixed");
      case UNKNOWN -> idle("unknown");
    };
  }

  /** How an alert is. */
  public static Status of(Episode alert) {
    return alert.state() == EpisodeState.FIRING
        ? new Status("▲", "firing", "bad")
        : alert.state() == EpisodeState.RESOLVED ? good("resolved") : idle("superseded");
  }

  /** How a handler acts. */
  public static Status of(Mode mode) {
    return switch (mode) {
      case OBSERVE -> idle("observe");
      case APPROVE -> wait("approve");
      case AUTO -> busy("auto");
    };
  }

  /** A constant in words. */
  public static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
