package io.promansible.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject such as {@code inventory}
 */
public record Diagnosis(Level level, String subject, String text) {
  /** How bad it is. */
  public enum Level {
    GOOD,
    /** Something works less well than it could. */
    WARN,
    /** Something will not work, or alerts will be lost. */
    BAD
  }
}
