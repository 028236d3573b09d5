package io.promansible.course;

import io.promansible.alertmanager.PrometheusClient;
import io.promansible.alertmanager.PrometheusSettings;
import io.promansible.fault.WorldFault;
import io.promansible.handler.Handler;
import io.promansible.label.Labels;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Asks Prometheus whether a query of a handler has a result that is about an alert. */
@Singleton
public final class PrometheusConfirmation {
  /** Prometheus' answer. */
  sealed interface Answer {
    /** The query has a result about the alert. */
    record Yes() implements Answer {}

    /** The query has no result about the alert. */
    record No(String why) implements Answer {}

    /** There is no usable answer. */
    record Unknown(String why) implements Answer {}
  }

  private final Supplier<PrometheusSettings> settings;

  public PrometheusConfirmation(Supplier<PrometheusSettings> settings) {
    this.settings = settings;
  }

  /** A round in which each query is asked once, however many alerts use it. */
  Round round() {
    return new Round();
  }

  /** The answers of one round. */
  final class Round {
    private final Map<String, Result> results = new HashMap<>();

    /**
     * Asks Prometheus, or takes the answer of this round.
     *
     * @param handler whose target label tells which series are about the alert; series without it
     *     are about every alert
     */
    Answer of(String query, Labels alert, Handler handler) {
      return switch (results.computeIfAbsent(query, PrometheusConfirmation.this::ask)) {
        case Result.Faulty(String why) -> new Answer.Unknown(why);
        case Result.Series(List<Labels> series) -> {
          String target = handler.target();
          boolean there =
              series.stream()
                  .map(one -> one.get(target))
                  .anyMatch(value -> value.isEmpty() || value.equals(alert.get(target)));
          // The reason does not repeat the query, which may be long and stands in the handler.
          yield there
              ? new Answer.Yes()
              : new Answer.No(
                  "Prometheus does not confirm it: the handler's query has no result about it");
        }
      };
    }
  }

  private sealed interface Result {
    record Series(List<Labels> series) implements Result {}

    record Faulty(String why) implements Result {}
  }

  private Result ask(String query) {
    PrometheusSettings now = settings.get();
    if (now.url().isEmpty()) {
      return new Result.Faulty("a handler's query needs prometheus.url");
    }
    try (PrometheusClient client = new PrometheusClient(now)) {
      return new Result.Series(client.query(query));
    } catch (WorldFault e) {
      return new Result.Faulty(String.valueOf(e.getMessage()));
    }
  }
}
