package io.promansible.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.label.LabelText;
import io.promansible.label.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets JSON over HTTP, bounded in time and size. */
final class JsonClient implements AutoCloseable {
  /** What we sent was not taken; another try would end alike. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  private static final long ANSWER_MAX = 32L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Gets an address; the whole answer within the limit, as the client's own ends with the headers.
   */
  JsonNode get(URI address, Duration limit) throws IOException, InterruptedException {
    return send("GET", address, null, limit);
  }

  /** Sends JSON, or nothing, and returns the answer; a missing node when it is empty. */
  JsonNode send(String method, URI address, @Nullable JsonNode body, Duration limit)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
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
        throw new IOException("it answered " + response.statusCode() + " to " + method);
      }
      return JSON.readTree(response.body());
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new IOException("no answer within " + limit, e);
    }
  }

  /** An object of names and values as labels. */
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
