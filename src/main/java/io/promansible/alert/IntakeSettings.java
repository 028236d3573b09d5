package io.promansible.alert;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * Limits of what a notification may bring.
 *
 * @param bodyMax bytes of one request
 * @param alertsMax alerts in one notification
 * @param labelsMax labels, and annotations, of one alert
 * @param valueMax characters of a value; a longer annotation is cut, a longer label quarantines
 * @param queueMax notifications that wait to be stored; above it the answer is 503
 * @param answerWithin how long a sender waits at most before it gets 503
 * @param late a firing alert that comes this long after its resolve is no late delivery: it fires
 *     again
 * @param explainMax alerts in one request for an explanation
 * @param explainWithin how long an explanation may take
 */
public record IntakeSettings(
    long bodyMax,
    int alertsMax,
    int labelsMax,
    int valueMax,
    int queueMax,
    Duration answerWithin,
    Duration late,
    int explainMax,
    Duration explainWithin) {

  /** The values of keys that the file does not have. */
  public static final IntakeSettings DEFAULTS =
      new IntakeSettings(
          32L << 20,
          20_000,
          64,
          4096,
          1000,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          200,
          Duration.ofSeconds(20));

  /** The section {@code intake}. */
  public static IntakeSettings read(Section section) {
    IntakeSettings settings =
        new IntakeSettings(
            section.bytes("body_max", DEFAULTS.bodyMax),
            section.count("alerts_max", DEFAULTS.alertsMax, 1, 1_000_000),
            section.count("labels_max", DEFAULTS.labelsMax, 1, 1000),
            section.count("value_max", DEFAULTS.valueMax, 64, 1 << 20),
            section.count("queue_max", DEFAULTS.queueMax, 1, 1_000_000),
            section.duration("answer_within", DEFAULTS.answerWithin, Duration.ofMillis(100)),
            section.duration("late", DEFAULTS.late),
            section.count("explain_max", DEFAULTS.explainMax, 1, 10_000),
            section.duration("explain_within", DEFAULTS.explainWithin, Duration.ofSeconds(1)));
    section.end();
    return settings;
  }
}
