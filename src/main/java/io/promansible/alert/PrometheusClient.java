package io.promansible.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.WorldFault;
import io.promansible.label.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Asks Prometheus' HTTP API; never tells it anything. */
public final class PrometheusClient implements AutoCloseable {
  private final URI base;
  private final Duration limit;
  private final JsonClient http = new JsonClient();

  /**
   * Asks the Prometheus at an address.
   *
   * @param limit of one answer
   */
  public PrometheusClient(URI base, Duration limit) {
    this.base = base;
    this.limit = limit;
  }

  /**
   * The labels of all targets that it scrapes now.
   *
   * @throws WorldFault when it gives no usable answer
   */
  public List<Labels> targets() {
    try {
      return http.get(URI.create(base + "/api/v1/targets?state=active"), limit)
          .path("data")
          .path("activeTargets")
          .valueStream()
          .map(target -> JsonClient.labels(target.path("labels")))
          .toList();
    } catch (IOException e) {
      throw new WorldFault("Prometheus at " + base + " does not answer: " + e.getMessage(), e);
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
    try {
      JsonNode answer =
          http.get(
              URI.create(
                  base
                      + "/api/v1/query?query="
                      + URLEncoder.encode(promql, StandardCharsets.UTF_8)),
              limit);
      JsonNode result = answer.path("data").path("result");
      if (!answer.path("status").asText().equals("success") || !result.isArray()) {
        throw new IOException("it did not answer the query");
      }
      return answer.path("data").path("resultType").asText().equals("vector")
          ? result.valueStream().map(series -> JsonClient.labels(series.path("metric"))).toList()
          : List.of(Labels.NONE);
    } catch (IOException e) {
      throw new WorldFault("Prometheus at " + base + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
