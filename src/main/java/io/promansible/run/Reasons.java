package io.promansible.run;

/** Cuts reasons to a length that can be stored: texts of people and labels in them may be long. */
public final class Reasons {
  // Characters. The columns for reasons hold a little more.
  private static final int MOST = 2000;

  private Reasons() {}

  /** The reason, cut if its column could not hold it. */
  public static String cut(String reason) {
    return reason.length() <= MOST ? reason : reason.substring(0, MOST) + "…";
  }
}
