package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real Alertmanager in a folder, told of alerts as Prometheus does it. */
public final class Alertmanager implements AutoCloseable {
  private final Background process;
  private final Caller call;
  private final Map<String, Instant> begun = new HashMap<>();

  /** Starts it and returns when it answers. */
  public Alertmanager(Path folder, Path config, int port) {
    this.process = Monitoring.alertmanager(folder, config, port);
    this.call = new Caller(URI.create("http://127.0.0.1:" + port));
  }

  /**
   * An alert begins now: its grace is counted from its start, whenever Alertmanager hears of it.
   */
  public void begins(String alertname, String instance) {
    begun.put(alertname, Instant.now());
    fires(alertname, instance);
  }

  /** An alert fires that began an hour ago. */
  public void fires(String alertname, String instance) {
    tell(Alerts.firing(alertname, instance), Instant.now().plusSeconds(600));
  }

  /** The same alert is over. */
  public void resolves(String alertname, String instance) {
    tell(Alerts.firing(alertname, instance), Instant.now());
  }

  private void tell(ObjectNode alert, Instant endsAt) {
    String name = alert.path("labels").path("alertname").asText();
    Optional.ofNullable(begun.get(name)).ifPresent(at -> alert.put("startsAt", at.toString()));
    alert.put("endsAt", endsAt.toString()).remove(List.of("status", "fingerprint"));
    send("POST", "/api/v2/alerts", "[" + alert + "]");
  }

  /** Somebody silences all alerts of a name; the id of the silence. */
  public String silence(String alertname, String author) {
    String body =
        """
        {"matchers": [{"name": "alertname", "value": "%s", "isRegex": false}],
         "startsAt": "%s", "endsAt": "%s", "createdBy": "%s", "comment": "works on it"}\
        """
            .formatted(alertname, Instant.now(), Instant.now().plusSeconds(600), author);
    return Room.json(send("POST", "/api/v2/silences", body)).path("silenceID").asText();
  }

  /** An alert fires, with more labels than a name and an instance. */
  public void fires(ObjectNode alert) {
    tell(alert.deepCopy(), Instant.now().plusSeconds(600));
  }

  /** Reads its configuration again. */
  public void reload() {
    send("POST", "/-/reload", " ");
  }

  /** Ends a silence. */
  public void unsilence(String id) {
    send("DELETE", "/api/v2/silence/" + id, "");
  }

  private String send(String method, String path, String body) {
    HttpResponse<byte[]> response =
        call.send(
            method,
            path,
            body.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + Caller.text(response));
    }
    return Caller.text(response);
  }

  /** What its API tells. */
  public JsonNode get(String path) {
    return call.get(path);
  }

  /** An alert as its API has it; a missing node when it has none of that name. */
  public JsonNode alert(String alertname) {
    return get("/api/v2/alerts?filter=alertname%3D" + alertname).path(0);
  }

  /** Stops it, as if it had died. */
  public void end() {
    process.end();
  }

  @Override
  public void close() {
    call.close();
    process.end();
  }
}
