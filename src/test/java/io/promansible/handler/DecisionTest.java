package io.promansible.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.inventory.Host;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import io.promansible.label.Matcher;
import io.promansible.label.Matchers;
import io.promansible.playbook.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static final Resolution WEB1 =
      new Resolution.Found(new Host("web1", JsonNodeFactory.instance.objectNode(), List.of("web")));
  private static final Resolution NOBODY = new Resolution.Unknown("no such host");
  private static final Recent FIRST = new Recent(true, 0);

  static Handler handler(Mode mode) {
    return new Handler(
        "h",
        new Matchers(List.of(Matcher.parse("alertname=A"))),
        "instance",
        List.of("note"),
        Map.of(),
        List.of(),
        mode,
        Risk.SAFE,
        false,
        Duration.ofMinutes(1),
        Verify.DEFAULTS,
        new Cooldown(Duration.ZERO, Duration.ZERO),
        new Limits(1, 1, 1),
        false,
        false,
        List.of());
  }

  private static Reason reason(Mode mode, Resolution target, Recent recent) {
    return switch (Decision.decide(handler(mode), Labels.NONE, target, recent)) {
      case Decision.Start start -> Reason.START;
      case Decision.Skip skip -> skip.reason();
    };
  }

  @Test
  void starts_when_no_guard_holds_it_back() {
    assertThat(Decision.decide(handler(Mode.AUTO), Labels.NONE, WEB1, FIRST))
        .isInstanceOfSatisfying(
            Decision.Start.class, start -> assertThat(start.host().name()).isEqualTo("web1"));
  }

  @Test
  void each_guard_holds_back_with_its_reason() {
    assertThat(reason(Mode.AUTO, WEB1, new Recent(false, 0))).isEqualTo(Reason.RESOLVED);
    assertThat(reason(Mode.AUTO, NOBODY, FIRST)).isEqualTo(Reason.UNKNOWN_HOST);
    assertThat(reason(Mode.OBSERVE, WEB1, FIRST)).isEqualTo(Reason.OBSERVE);
    assertThat(reason(Mode.AUTO, WEB1, new Recent(true, 1))).isEqualTo(Reason.DUPLICATE);
    assertThat(reason(Mode.APPROVE, WEB1, FIRST)).isEqualTo(Reason.APPROVE);
  }

  @Test
  void the_first_guard_in_order_gives_the_reason() {
    assertThat(reason(Mode.OBSERVE, NOBODY, new Recent(false, 1))).isEqualTo(Reason.RESOLVED);
    assertThat(reason(Mode.OBSERVE, NOBODY, new Recent(true, 1))).isEqualTo(Reason.UNKNOWN_HOST);
    assertThat(reason(Mode.OBSERVE, WEB1, new Recent(true, 1))).isEqualTo(Reason.OBSERVE);
  }

  @Test
  void every_guard_is_asked_and_tells_what_it_saw() {
    Decision decision =
        Decision.decide(handler(Mode.OBSERVE), Labels.NONE, NOBODY, new Recent(false, 2));
    assertThat(decision.verdicts())
        .extracting(Verdict::guard)
        .containsExactly(
            Reason.RESOLVED,
            Reason.UNKNOWN_HOST,
            Reason.PARAMETERS,
            Reason.OBSERVE,
            Reason.DUPLICATE,
            Reason.APPROVE);
    assertThat(decision.verdicts()).extracting(Verdict::detail).doesNotContain("");
  }
}
