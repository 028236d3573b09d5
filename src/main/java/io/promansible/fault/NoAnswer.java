package io.promansible.fault;

import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Why a server gave no answer, in words. */
public final class NoAnswer {
  private NoAnswer() {}

  /** The end of a sentence such as "node a does not answer: ". */
  public static String why(Throwable e) {
    Throwable cause = e.getCause();
    return switch (e) {
      case ExecutionException asked when cause != null -> why(cause);
      case UnresolvedAddressException unknown -> "no name server knows its name";
      // Java's client gives no message for the most frequent cases, and wraps some of them twice.
      case ConnectException refused when refused.getMessage() == null ->
          cause instanceof ConnectException || cause instanceof UnresolvedAddressException
              ? why(cause)
              : "nobody listens there";
      case HttpTimeoutException late -> "nothing came in time";
      case TimeoutException late -> "nothing came in time";
      default -> String.valueOf(e);
    };
  }
}
