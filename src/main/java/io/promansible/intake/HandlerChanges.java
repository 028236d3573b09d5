package io.promansible.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.alertmanager.PrometheusSettings;
import io.promansible.catalog.HandlerCatalog;
import io.promansible.catalog.HandlerOperations;
import io.promansible.clockwork.Clockwork;
import io.promansible.fault.InputFault;
import io.promansible.handler.Handler;
import io.promansible.handler.Mode;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** Changes of handlers that people make; what fires is decided about anew afterwards. */
@Singleton
public final class HandlerChanges {
  private final HandlerOperations operations;
  private final HandlerCatalog catalog;
  private final HeldAlerts held;
  private final Clockwork clockwork;
  private final Supplier<PrometheusSettings> prometheus;

  HandlerChanges(
      HandlerOperations operations,
      HandlerCatalog catalog,
      HeldAlerts held,
      Clockwork clockwork,
      Supplier<PrometheusSettings> prometheus) {
    this.operations = operations;
    this.catalog = catalog;
    this.held = held;
    this.clockwork = clockwork;
    this.prometheus = prometheus;
  }

  /**
   * Reads a handler as it would be put, and puts nothing.
   *
   * @throws InputFault with all that is wrong with it
   */
  public Handler tried(String name, ObjectNode spec) {
    Handler read = catalog.read(name, spec.toString());
    if (read.asksPrometheus() && prometheus.get().url().isEmpty()) {
      throw new InputFault(
          "confirm", "asks Prometheus, and prometheus.url is not set in the configuration");
    }
    return read;
  }

  /**
   * Makes or changes a handler of the API.
   *
   * @return whether the handler is new
   * @throws InputFault with all that is wrong with it, or when the file has a handler of this name
   */
  public boolean put(String name, ObjectNode spec, String who) {
    operations.requireChangeable(name);
    tried(name, spec);
    boolean made = operations.put(name, spec, who);
    decideAnew();
    return made;
  }

  /** Removes a handler of the API. */
  public void delete(String name, String who) {
    operations.delete(name, who);
    decideAnew();
  }

  /** Reads what holds now, before somebody's right to change it is asked. */
  public void look() {
    catalog.forget();
  }

  /** Switches the mode of a handler. */
  public void mode(String name, Mode mode, String who, String reason) {
    operations.mode(name, mode, who, reason);
    decideAnew();
  }

  private void decideAnew() {
    clockwork.once("deciding anew", held::lookAtAll);
  }
}
