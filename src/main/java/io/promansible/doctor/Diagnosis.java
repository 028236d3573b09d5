package io.promansible.doctor;

/**
 * What the doctor found when it looked at one thing.
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
