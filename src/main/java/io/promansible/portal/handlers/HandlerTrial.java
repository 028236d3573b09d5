package io.promansible.portal.handlers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alert.IntakeSettings;
import io.promansible.alert.Notification;
import io.promansible.alert.NotificationReader;
import io.promansible.guard.Decision;
import io.promansible.guard.Verdict;
import io.promansible.handler.Handlers;
import io.promansible.portal.alerts.Words;
import io.promansible.report.Explanation;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Says what a handler would have done, and would do; puts nothing in force. */
@Singleton
final class HandlerTrial {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration REPLAYED = Duration.ofDays(30);
  // Longer than any handler's min_age is likely to be, and not yet stale.
  private static final Duration FIRED = Duration.ofHours(1);

  private final Explanation explanation;
  private final Supplier<IntakeSettings> limits;
  private final Clock clock;

  HandlerTrial(Explanation explanation, Supplier<IntakeSettings> limits, Clock clock) {
    this.explanation = explanation;
    this.limits = limits;
    this.clock = clock;
  }

  /** With the alerts of the last thirty days. */
  Explanation.Replayed replay(Handlers alone) {
    return explanation.replay(alone, REPLAYED).getFirst();
  }

  /** About an alert with these labels that has fired for an hour. */
  List<String> about(Handlers alone, ObjectNode labels) {
    List<String> said = new ArrayList<>();
    for (Explanation.Explained explained :
        explanation.explain(notification(labels), alone, () -> true)) {
      Explanation.Answer answer = explained.answers().getFirst();
      answer.miss().ifPresent(miss -> said.add("It does not match: " + miss));
      answer.decision().ifPresent(decision -> decided(decision, said));
    }
    return said.isEmpty() ? List.of("This is no alert that can be understood.") : said;
  }

  private static void decided(Decision decision, List<String> said) {
    switch (decision) {
      case Decision.Start start -> said.add("It would start on " + start.host().name() + ".");
      case Decision.Skip skip ->
          said.add(
              "It would not start: " + Words.reason(skip.reason().text()) + ", " + skip.detail());
    }
    for (Verdict verdict : decision.verdicts()) {
      said.add(
          (verdict.held() ? "✗ " : "✓ ")
              + verdict.guard().text().replace('_', ' ')
              + ": "
              + verdict.detail());
    }
  }

  private Notification notification(ObjectNode labels) {
    ObjectNode body = JSON.createObjectNode();
    body.put("version", "4").put("receiver", "trial").put("status", "firing").put("groupKey", "{}");
    ObjectNode alert = body.putArray("alerts").addObject();
    alert.put("status", "firing").set("labels", texts(labels));
    alert.putObject("annotations");
    alert
        .put("startsAt", clock.instant().minus(FIRED).toString())
        .put("endsAt", "0001-01-01T00:00:00Z")
        .put("generatorURL", "")
        .put("fingerprint", "0000000000000000");
    return NotificationReader.ofExplanations(limits.get())
        .read("default", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Labels are texts, also those that YAML takes for numbers. */
  private static ObjectNode texts(ObjectNode labels) {
    ObjectNode texts = JSON.createObjectNode();
    labels.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
    return texts;
  }
}
