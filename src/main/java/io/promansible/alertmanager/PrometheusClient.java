package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.WorldFault;
import io.promansible.label.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads from Prometheus' HTTP API; never changes anything there. */
public final class PrometheusClient implements AutoCloseable {
  private final URI base;
  private final Duration limit;
  private final JsonClient http;

  /**
   * A client of the configured Prometheus.
   *
   * @throws WorldFault when the url is missing, or TLS cannot be set up
   */
  public PrometheusClient(PrometheusSettings settings) {
    this.base = settings.url().orElseThrow(() -> new WorldFault("prometheus.url is not set"));
    this.limit = settings.timeout();
    this.http = new JsonClient(settings.http());
  }

  /**
   * The labels of all active targets.
   *
   * @throws WorldFault when it gives no usable answer
   */
  public List<Labels> targets() {
    return asked("/api/v1/targets?state=active")
        .path("data")
        .path("activeTargets")
        .valueStream()
        .map(target -> JsonClient.labels(target.path("labels")))
        .toList();
  }

  /**
   * The names of all alerting rules.
   *
   * @throws WorldFault when it gives no usable answer
   */
  public Set<String> alertnames() {
    Set<String> names = new TreeSet<>();
    for (JsonNode group : asked("/api/v1/rules?type=alert").path("data").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        names.add(rule.path("name").asText());
      }
    }
    return names;
  }

  private JsonNode asked(String path) {
    try {
      return http.get(URI.create(base + path), limit);
    } catch (IOException e) {
      throw new WorldFault("Prometheus at " + base + JsonClient.words(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("interrupted", e);
    }
  }

  /**
   * The labels of every series of an instant query's answer; a scalar counts as one without labels.
   *
   * @throws WorldFault when it gives no usable answer
   */
  public List<Labels> query(String promql) {
    JsonNode answer =
        asked("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
    JsonNode result = answer.path("data").path("result");
    if (!answer.path("status").asText().equals("success") || !result.isArray()) {
      throw new WorldFault("Prometheus at " + base + " did not answer the query " + promql);
    }
    return answer.path("data").path("resultType").asText().equals("vector")
        ? result.valueStream().map(series -> JsonClient.labels(series.path("metric"))).toList()
        : List.of(Labels.NONE);
  }

  @Override
  public void close() {
    http.close();
  }
}
