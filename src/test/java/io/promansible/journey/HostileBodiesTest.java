package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are broken, huge, compressed or slow: the service answers, and goes on. */
@TestInstance(Lifecycle.PER_CLASS)
class HostileBodiesTest {
  private static final boolean LONG = Boolean.getBoolean("promansible.long");
  private static final int BODIES = LONG ? 10_000 : 1_000;
  private static final int SLOW = LONG ? 200 : 60;

  private static final String BEGIN =
      "POST /api/v1/alerts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";

  private Room room;
  private ServiceProcess service;
  private Caller call;

  @BeforeAll
  void open(@TempDir Path folder) {
    room = new Room(folder).configure("handlers:\n" + Room.handler("Counted", "count", ""));
    // So that a second body of 32 MB is too much.
    service = ServiceProcess.start(room, List.of("-Xmx400m"));
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterAll
  void close() {
    call.close();
    service.close();
    room.close();
  }

  private int post(byte[] body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return call.send("POST", "/api/v1/alerts", body, all.toArray(String[]::new)).statusCode();
  }

  /** A real notification in which chance has broken something. */
  private static byte[] broken(Random chance) {
    String good = Alerts.notification(Alerts.firing("Nobody" + chance.nextInt(20), "web1"));
    byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
    return switch (chance.nextInt(9)) {
      case 0 -> Arrays.copyOf(bytes, 1 + chance.nextInt(bytes.length - 1));
      case 1 -> {
        bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
        yield bytes;
      }
      case 2 -> good.replaceFirst("\"firing\"", "7").getBytes(StandardCharsets.UTF_8);
      case 3 -> good.replaceFirst("\\{", "{\"alerts\":null,").getBytes(StandardCharsets.UTF_8);
      case 4 ->
          good.replaceFirst("\"truncatedAlerts\":0", "\"truncatedAlerts\":NaN")
              .getBytes(StandardCharsets.UTF_8);
      case 5 -> "[".repeat(1 + chance.nextInt(100_000)).getBytes(StandardCharsets.UTF_8);
      case 6 ->
          good.replaceFirst("\"truncatedAlerts\":0", "\"truncatedAlerts\":" + "9".repeat(20_000))
              .getBytes(StandardCharsets.UTF_8);
      case 7 -> good.getBytes(StandardCharsets.UTF_16);
      default -> {
        byte[] other = new byte[1 + chance.nextInt(300)];
        chance.nextBytes(other);
        yield other;
      }
    };
  }

  @Test
  void d10_broken_bodies_are_answered_and_never_by_a_fault_of_ours() {
    Random chance = new Random(1);
    TreeSet<Integer> answers = new TreeSet<>();
    int before = room.lines("service.log").size();
    long began = System.nanoTime();
    for (int n = 0; n < BODIES; n++) {
      answers.add(post(broken(chance)));
    }
    long seconds = 1 + (System.nanoTime() - began) / 1_000_000_000L;
    assertThat(answers).isSubsetOf(200, 400, 413, 415);
    assertThat(room.lines("service.log").size() - before)
        .as("lines in %d s", seconds)
        .isLessThan((int) (3 * seconds) + 60);
    assertThat(
            post(
                Alerts.notification(Alerts.firing("Nobody", "web1"))
                    .getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(200);
  }

  @Test
  void d14_huge_and_compressed_bodies_are_refused_before_they_are_read() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] part = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        gzip.write(part);
      }
    }
    assertThat(post(packed.toByteArray(), "Content-Encoding", "gzip")).isIn(400, 413, 415);
    assertThat(told("Content-Length: 104857600\r\n\r\n{")).contains(" 413 ");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      many.append("X-Many-").append(i).append(": 1\r\n");
    }
    assertThat(told(many + "Content-Length: 2\r\n\r\n{}")).containsAnyOf(" 431 ", " 400 ", " 413 ");
    assertThat(call.send("GET", "/-/healthy", new byte[0]).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/alerts", "/api/v1/alerts/"})
  void large_bodies_at_once_are_limited_and_small_ones_are_not(String path) throws IOException {
    String large = BEGIN.replace("/api/v1/alerts", path) + "Content-Length: 33554432\r\n\r\n{";
    try (Socket one = sent(large);
        Socket other = sent(large)) {
      Socket refused =
          Waiting.untilGiven(
              "one of them is refused, whichever comes second",
              () -> Stream.of(one, other).filter(HostileBodiesTest::answered).findFirst());
      assertThat(line(refused)).contains(" 503 ");
      assertThat(
              post(
                  Alerts.notification(Alerts.firing("Nobody", "web1"))
                      .getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(200);
    }
    // Both have gone without their bodies; what is sent next is read, and is no notification.
    Waiting.until("room for others", () -> post(new byte[20 << 20]) == 400);
  }

  /** The first line of the answer to a request that is written by hand. */
  private String told(String headersAndBody) throws IOException {
    try (Socket socket = sent(BEGIN + headersAndBody)) {
      return line(socket);
    }
  }

  private Socket sent(String request) throws IOException {
    Socket socket = new Socket(service.url().getHost(), service.url().getPort());
    socket.setSoTimeout(30_000);
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It was refused before all was written, which is what is wanted; the answer is there.
    }
    return socket;
  }

  private static boolean answered(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(40), StandardCharsets.UTF_8);
  }

  @Test
  void d13_connections_that_send_a_byte_a_second_hold_up_no_alertmanager() throws Exception {
    URI url = service.url();
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW; i++) {
        Socket socket = new Socket(url.getHost(), url.getPort());
        slow.add(socket);
        String begin = "POST /api/v1/alerts HTTP/1.1\r\nHost: here\r\n";
        // Half of them never end their headers, the others their body.
        socket
            .getOutputStream()
            .write(
                (i % 2 == 0
                        ? begin
                        : begin + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{")
                    .getBytes(StandardCharsets.UTF_8));
      }
      List<Long> taken = new ArrayList<>();
      for (int n = 0; n < 40; n++) {
        for (Socket socket : slow) {
          try {
            socket.getOutputStream().write('x');
          } catch (IOException e) {
            // The service has cut it off.
          }
        }
        long began = System.nanoTime();
        byte[] body =
            Alerts.notification(Alerts.firing("Nobody" + n, "web1"))
                .getBytes(StandardCharsets.UTF_8);
        assertThat(post(body)).isEqualTo(200);
        taken.add((System.nanoTime() - began) / 1_000_000);
        Thread.sleep(100);
      }
      Collections.sort(taken);
      assertThat(taken.get(taken.size() - 2)).as("milliseconds: %s", taken).isLessThan(3000);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
