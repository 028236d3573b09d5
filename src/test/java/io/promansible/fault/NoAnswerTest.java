package io.promansible.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What Java's client throws in each case is found out by asking. */
class NoAnswerTest {
  // A slow machine must not make another case of it.
  private static final Duration LONG = Duration.ofMinutes(1);

  private static String why(String address, Duration limit) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(limit).build();
      Throwable now = catchThrowable(() -> http.send(request, BodyHandlers.ofString()));
      Throwable later =
          catchThrowable(() -> http.sendAsync(request, BodyHandlers.ofString()).get());
      assertThat(NoAnswer.why(later)).isEqualTo(NoAnswer.why(now));
      return NoAnswer.why(now);
    }
  }

  @Test
  void it_says_whether_nobody_listens_or_answers_or_knows_the_name() throws IOException {
    int port;
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = silent.getLocalPort();
      assertThat(why("http://127.0.0.1:" + port, Duration.ofMillis(200)))
          .isEqualTo("nothing came in time");
    }
    assertThat(why("http://127.0.0.1:" + port, LONG)).isEqualTo("nobody listens there");
    assertThat(why("http://no.such.name.invalid", LONG)).isEqualTo("no name server knows its name");
  }
}
