package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.NoAnswer;
import io.promansible.fault.WorldFault;
import io.promansible.label.LabelText;
import io.promansible.label.Labels;
import io.promansible.settings.Durations;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets and sends JSON over HTTP, bounded in time and size. */
final class JsonClient implements AutoCloseable {
  /** The server refused what was sent (4xx); another try would end alike. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** The server answered, but with another status than 200. */
  static final class Answered extends IOException {
    private static final long serialVersionUID = 1;

    Answered(String message) {
      super(message);
    }
  }

  /** The end of a sentence that begins with the server's name. */
  static String words(IOException e) {
    return (e instanceof Answered ? " gives no usable answer: " : " does not answer: ")
        + e.getMessage();
  }

  private static final long ANSWER_MAX = 32L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpSettings settings;
  private final HttpClient http;

  /**
   * A client with these credentials, headers and certificates.
   *
   * @throws WorldFault when TLS cannot be set up
   */
  JsonClient(HttpSettings settings) {
    this.settings = settings;
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (!settings.tls().equals(HttpSettings.Tls.NONE)) {
      builder.sslContext(settings.tls().context());
    }
    this.http = builder.build();
  }

  private Optional<String> authorization() throws IOException {
    if (settings.bearerTokenFile().isPresent()) {
      return Optional.of("Bearer " + Files.readString(settings.bearerTokenFile().get()).strip());
    }
    if (settings.username().isPresent() && settings.passwordFile().isPresent()) {
      String pair =
          settings.username().get() + ":" + Files.readString(settings.passwordFile().get()).strip();
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    return Optional.empty();
  }

  /**
   * Gets JSON; the limit is for the whole answer, while the JDK's own timeout ends at the headers.
   */
  JsonNode get(URI address, Duration limit) throws IOException, InterruptedException {
    return send("GET", address, null, limit);
  }

  /** Sends JSON, or no body, and returns the answer; a missing node when it is empty. */
  JsonNode send(String method, URI address, @Nullable JsonNode body, Duration limit)
      throws IOException, InterruptedException {
    HttpRequest.Builder building =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    settings.headers().forEach(building::header);
    authorization().ifPresent(value -> building.header("Authorization", value));
    HttpRequest request = building.build();
    var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_MAX);
    var sent = http.sendAsync(request, handler);
    try {
      HttpResponse<byte[]> response = sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() / 100 == 4 && !method.equals("GET")) {
        String why = new String(response.body(), StandardCharsets.UTF_8);
        throw new Refused(
            response.statusCode() + " " + why.substring(0, Math.min(200, why.length())));
      }
      if (response.statusCode() != 200) {
        throw new Answered(
            "it answered " + response.statusCode() + " to " + method + " " + address.getPath());
      }
      return JSON.readTree(response.body());
    } catch (ExecutionException e) {
      throw new IOException(NoAnswer.why(e), e);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new IOException("no answer within " + Durations.format(limit), e);
    }
  }

  /** A JSON object of names and values as labels. */
  static Labels labels(JsonNode object) {
    var values = new TreeMap<String, String>();
    object
        .properties()
        .forEach(
            e -> values.put(LabelText.clean(e.getKey()), LabelText.clean(e.getValue().asText())));
    return new Labels(values);
  }

  @Override
  public void close() {
    http.close();
  }
}
