package io.promansible.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.InputFault;
import io.promansible.kit.Alerts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationReaderTest {
  private static final NotificationReader READER = new NotificationReader(IntakeSettings.DEFAULTS);

  private static Notification read(String body) {
    return READER.read("s", body.getBytes(StandardCharsets.UTF_8));
  }

  private static String golden(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/alertmanager", name));
  }

  @Test
  void reads_what_alertmanager_sends() throws IOException {
    Alert alert = read(golden("firing.json")).alerts().getFirst();
    assertThat(alert.status()).isEqualTo(AlertStatus.FIRING);
    assertThat(alert.alertname()).isEqualTo("InstanceDown");
    assertThat(alert.startsAt()).isEqualTo(Instant.parse("2026-11-21T04:36:54.737159447Z"));
    assertThat(alert.endsAt()).isEmpty();
    assertThat(alert.fingerprint()).isEqualTo("25738fec96c20544");
  }

  @Test
  void reads_grafanas_superset_and_times_with_an_offset() throws IOException {
    Alert alert = read(golden("grafana.json")).alerts().getFirst();
    assertThat(alert.alertname()).isEqualTo("High load");
    assertThat(alert.startsAt()).isEqualTo(Instant.parse("2026-11-21T03:36:54Z"));
  }

  @Test
  void ignores_the_fields_of_newer_servers() throws IOException {
    String newer =
        golden("firing.json")
            .replace(
                "\"version\":\"4\"",
                "\"version\":\"4\",\"notification_reason\":\"repeat interval elapsed\",\"routeLabels\":{\"a\":\"b\"}");
    assertThat(read(newer).alerts()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "not json",
        "{}",
        "{\"alerts\":null}",
        "{\"alerts\":{}}",
        "{\"alerts\":[]}{}",
        "\"x\"",
        "{\"alerts\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}"
      })
  void refuses_what_is_no_notification(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(InputFault.class);
  }

  @Test
  void a_faulty_alert_is_quarantined_and_its_group_goes_on() {
    ObjectNode noStart = Alerts.firing("A", "web1");
    noStart.remove("startsAt");
    ObjectNode badStatus = Alerts.firing("A", "web1").put("status", "maybe");
    ObjectNode badTime = Alerts.firing("A", "web1").put("startsAt", "yesterday");
    ObjectNode farTime = Alerts.firing("A", "web1").put("startsAt", "9999-01-01T00:00:00Z");
    ObjectNode noLabels = Alerts.alert("firing", Map.of(), Alerts.START);
    ObjectNode numberLabel = Alerts.firing("A", "web1");
    numberLabel.withObjectProperty("labels").put("n", 5);
    ObjectNode longLabel = Alerts.firing("A", "x".repeat(5000));
    Notification read =
        read(
            Alerts.notification(
                noStart,
                badStatus,
                badTime,
                farTime,
                noLabels,
                numberLabel,
                longLabel,
                Alerts.firing("Good", "web1")));
    assertThat(read.alerts()).extracting(Alert::alertname).containsExactly("Good");
    assertThat(read.quarantined())
        .extracting(Notification.Quarantined::index)
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(read.quarantined())
        .extracting(Notification.Quarantined::reason)
        .allMatch(reason -> reason.length() > 10);
  }

  @Test
  void a_long_annotation_is_cut_and_bad_characters_are_replaced() {
    ObjectNode alert =
        Alerts.alert("firing", Map.of("alertname", "A\0", "instance", "\ud800"), Alerts.START);
    alert.withObjectProperty("annotations").put("long", "y".repeat(1 << 20));
    Alert read = read(Alerts.notification(alert)).alerts().getFirst();
    assertThat(read.alertname()).isEqualTo("A\uFFFD");
    assertThat(read.annotations().get("long"))
        .hasSizeLessThan(4200)
        .contains("it had 1048576 characters");
  }

  @Test
  void more_alerts_than_the_limit_are_refused_with_its_name() {
    IntakeSettings two =
        new IntakeSettings(
            1 << 20,
            2,
            64,
            4096,
            10,
            IntakeSettings.DEFAULTS.answerWithin(),
            Duration.ofSeconds(30),
            200,
            Duration.ofSeconds(20));
    byte[] three =
        Alerts.notification(
                Alerts.firing("A", "1"), Alerts.firing("A", "2"), Alerts.firing("A", "3"))
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> new NotificationReader(two).read("s", three))
        .hasMessageContaining("intake.alerts_max");
  }

  /** What a body makes of memory must follow from its size, whatever stands in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'alerts': [{'labels': {'alertname': 'A'}, 'startsAt': '2026-01-01T00:00:00Z', 'x': [%s{}]}]}",
        "{'x': [%s{}], 'alerts': []}",
        "{'alerts': [{'labels': {'alertname': {'x': [%s{}]}}}]}"
      })
  void what_nobody_wants_is_passed_over(String body) {
    int nodes = 1_000_000;
    byte[] bomb =
        body.replace('\'', '"').formatted("{},".repeat(nodes)).getBytes(StandardCharsets.UTF_8);
    NotificationReader reader = new NotificationReader(IntakeSettings.DEFAULTS);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    reader.read("s", bomb);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * bomb.length);
  }

  @Test
  void labels_without_end_quarantine_their_alert_and_are_not_kept() {
    StringBuilder labels = new StringBuilder("{");
    for (int i = 0; i < 500_000; i++) {
      labels.append("\"l").append(i).append("\":\"\",");
    }
    byte[] body =
        ("{\"alerts\":[{\"labels\":" + labels + "\"last\":\"\"}}]}")
            .getBytes(StandardCharsets.UTF_8);
    NotificationReader reader = new NotificationReader(IntakeSettings.DEFAULTS);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Notification read = reader.read("s", body);
    assertThat(read.quarantined()).singleElement().asString().contains("at most 64 texts");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10L * body.length);
  }

  @Test
  void ten_thousand_broken_bodies_are_read_or_refused_and_nothing_else() throws IOException {
    byte[] good = golden("firing.json").getBytes(StandardCharsets.UTF_8);
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      byte[] broken = good.clone();
      for (int flips = random.nextInt(8); flips >= 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      byte[] body =
          random.nextBoolean()
              ? broken
              : java.util.Arrays.copyOf(broken, random.nextInt(broken.length));
      try {
        READER.read("s", body);
      } catch (InputFault fault) {
        assertThat(fault.findings()).isNotEmpty();
      }
    }
  }

  @Test
  void an_event_is_known_again_and_a_forged_fingerprint_changes_nothing() {
    Alert first = read(Alerts.notification(Alerts.firing("A", "web1"))).alerts().getFirst();
    Alert repeat =
        read(Alerts.notification(Alerts.firing("A", "web1").put("generatorURL", "http://other")))
            .alerts()
            .getFirst();
    Alert forged = read(Alerts.notification(Alerts.firing("B", "web1"))).alerts().getFirst();
    assertThat(repeat.eventKey("s")).isEqualTo(first.eventKey("s"));
    assertThat(forged.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(forged.identity("s")).isNotEqualTo(first.identity("s"));
    assertThat(first.identity("s")).isNotEqualTo(first.identity("t"));
  }
}
