package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Calls a service as others do. */
public final class Caller implements AutoCloseable {
  private final URI base;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Calls the service at an address. */
  public Caller(URI base) {
    this.base = base;
  }

  /** Returns when the service says that it is ready. */
  public void awaitReady() {
    Waiting.until("readiness", () -> send("GET", "/-/ready", new byte[0]).statusCode() == 200);
  }

  /** Any request; headers are name, value, name, value… */
  public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            // A storm takes a slow machine a while; only a service that hangs must fail a test.
            .timeout(Duration.ofMinutes(2))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A webhook, as Alertmanager sends it. */
  public HttpResponse<byte[]> deliver(String notification) {
    return send(
        "POST",
        "/api/v1/alerts",
        notification.getBytes(StandardCharsets.UTF_8),
        "Content-Type",
        "application/json");
  }

  /** A webhook that is accepted; sent again while the answer is 503, as Alertmanager does. */
  public JsonNode accepted(String notification) {
    HttpResponse<byte[]> response =
        Waiting.untilGiven(
            "an answer that is not 503",
            () -> Optional.of(deliver(notification)).filter(answer -> answer.statusCode() != 503));
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + text(response));
    }
    return Room.json(text(response));
  }

  /** Returns when no run is queued or running, as long as runs come and go. */
  public void awaitRunsEnd() {
    Waiting.whileMoving("all runs to end", this::openRuns, () -> openRuns().isEmpty());
  }

  private List<String> openRuns() {
    return Stream.of("queued", "running")
        .map(state -> get("/api/v1/runs?limit=1000&state=" + state).path("runs"))
        .flatMap(runs -> runs.findValuesAsText("id").stream())
        .toList();
  }

  /** JSON that is there. */
  public JsonNode get(String path) {
    HttpResponse<byte[]> response = send("GET", path, new byte[0]);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + text(response));
    }
    return Room.json(text(response));
  }

  /** A request with a token and a body of JSON. */
  public HttpResponse<byte[]> as(String token, String method, String path, String body) {
    return send(
        method,
        path,
        body.getBytes(StandardCharsets.UTF_8),
        "Authorization",
        "Bearer " + token,
        "Content-Type",
        "application/json");
  }

  /** The body as text. */
  public static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The runs of a handler, each whole. */
  public List<JsonNode> runs(String handler) {
    return get("/api/v1/runs?limit=200&handler=" + handler)
        .path("runs")
        .valueStream()
        .map(run -> get("/api/v1/runs/" + run.path("id").asText()))
        .toList();
  }

  /** The newest run of a handler, once it is finished. */
  public JsonNode finishedRun(String handler) {
    return Waiting.untilGiven(
        "a finished run of " + handler,
        () ->
            first(get("/api/v1/runs?state=finished&handler=" + handler).path("runs"))
                .map(run -> get("/api/v1/runs/" + run.path("id").asText())));
  }

  /** The newest run of a handler on a host, once it is finished. */
  public JsonNode finishedRun(String handler, String host) {
    return Waiting.untilGiven(
        "a finished run of " + handler + " on " + host,
        () ->
            first(
                    get("/api/v1/runs?state=finished&handler=" + handler + "&host=" + host)
                        .path("runs"))
                .map(run -> get("/api/v1/runs/" + run.path("id").asText())));
  }

  /** The newest remediation of a handler, once it has its outcome. */
  public JsonNode finishedRemediation(String handler) {
    return Waiting.untilGiven(
        "the outcome of a remediation of " + handler,
        () ->
            first(
                get("/api/v1/remediations?state=finished&handler=" + handler)
                    .path("remediations")));
  }

  /** The newest remediation of a handler, once it waits for that. */
  public JsonNode waitingRemediation(String handler, String reason) {
    return Waiting.untilGiven(
        "a remediation of " + handler + " that waits: " + reason,
        () ->
            first(get("/api/v1/remediations?state=waiting&handler=" + handler).path("remediations"))
                .filter(r -> r.path("waitsFor").asText().equals(reason)));
  }

  /** The reasons of all that was decided about the alerts of a name, alert by alert. */
  public List<String> reasons(String alertname) {
    return get("/api/v1/alerts?limit=200&alertname=" + alertname)
        .path("alerts")
        .valueStream()
        .flatMap(alert -> alert.path("decisions").valueStream())
        .map(decision -> decision.path("reason").asText())
        .toList();
  }

  private static Optional<JsonNode> first(JsonNode rows) {
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
  }

  @Override
  public void close() {
    http.close();
  }
}
