package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.promansible.kit.RoleRun;
import io.promansible.kit.Room;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stand-in of OVH's API, which takes what is signed as OVH's documentation says and nothing else.
 */
class NotifySmsTest {
  private static final String SECRET = "s3cr3t-of-the-application";

  @TempDir Path folder;
  private final List<JsonNode> jobs = new CopyOnWriteArrayList<>();
  private HttpServer ovh;
  private String url;

  @BeforeEach
  void open() throws IOException {
    ovh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + ovh.getAddress().getPort() + "/1.0";
    // Its clock is not ours.
    ovh.createContext("/1.0/auth/time", exchange -> answer(exchange, 200, "1700000000"));
    ovh.createContext("/1.0/sms/", this::take);
    ovh.start();
  }

  @AfterEach
  void close() {
    ovh.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String signed =
        String.join(
            "+",
            SECRET,
            "consumer",
            exchange.getRequestMethod(),
            "http://" + exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI(),
            body,
            "1700000000");
    String given = exchange.getRequestHeaders().getFirst("X-Ovh-Signature");
    if (!("$1$" + sha1(signed)).equals(given)
        || !"1700000000".equals(exchange.getRequestHeaders().getFirst("X-Ovh-Timestamp"))) {
      answer(
          exchange,
          403,
          "{\"message\": \"Invalid signature\", \"errorCode\": \"INVALID_SIGNATURE\"}");
      return;
    }
    JsonNode job = Room.json(body);
    jobs.add(job);
    boolean valid = job.path("receivers").get(0).asText().startsWith("+");
    answer(
        exchange,
        200,
        "{\"validReceivers\": [%s], \"invalidReceivers\": [%s], \"ids\": [1]}"
            .formatted(
                valid ? job.path("receivers").get(0) : "",
                valid ? "" : job.path("receivers").get(0)));
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private RoleRun.Order order() {
    return RoleRun.of(folder, "notify_sms")
        .with("notify_sms_endpoint", url)
        .with("notify_sms_service", "sms-ab1-1")
        .with("notify_sms_application_key", "application")
        .with("notify_sms_application_secret", SECRET)
        .with("notify_sms_consumer_key", "consumer")
        .with("notify_sms_receivers", List.of("+33600000000"))
        .with("notify_sms_message", "Disk full on \"web1\" – à l'aide");
  }

  @Test
  void the_message_arrives_signed_and_whole_and_no_secret_is_shown() {
    RoleRun run = order().run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(jobs)
        .singleElement()
        .satisfies(job -> {
          assertThat(job.path("message").asText()).isEqualTo("Disk full on \"web1\" – à l'aide");
          assertThat(job.path("senderForResponse").asBoolean()).isTrue();
          assertThat(job.path("priority").asText()).isEqualTo("high");
        });
    assertThat(run.result().path("sent").asInt()).isEqualTo(1);
    assertThat(run.output()).doesNotContain(SECRET);
  }

  @Test
  void what_ovh_refuses_is_told_in_its_words_and_check_mode_sends_nothing() {
    RoleRun wrong = order().with("notify_sms_application_secret", "another").run();
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.output()).contains("OVH answers 403: Invalid signature");
    RoleRun refused = order().with("notify_sms_receivers", List.of("0600000000")).run();
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.output()).contains("refused 0600000000");
    jobs.clear();
    assertThat(order().inCheckMode().run().exit()).isZero();
    assertThat(jobs).isEmpty();
  }
}
