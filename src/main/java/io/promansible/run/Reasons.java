package io.promansible.run;

/** Reasons as they are stored: what people and labels add to them may be long. */
public final class Reasons {
  // Its column holds a little more.
  private static final int MOST = 2000;

  private Reasons() {}

  /** As much of one as its column holds. */
  public static String cut(String reason) {
    return reason.length() <= MOST ? reason : reason.substring(0, MOST) + "…";
  }
}
