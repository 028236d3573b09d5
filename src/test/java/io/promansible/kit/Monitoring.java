package io.promansible.kit;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/** The real Prometheus and Alertmanager, each in a folder of its own. */
public final class Monitoring {
  private Monitoring() {}

  /** Starts an Alertmanager and returns when it answers. */
  public static Background alertmanager(Path folder, Path config, int port) {
    Background started =
        Background.start(
            folder.resolve("alertmanager.log"),
            "prometheus-alertmanager",
            "--config.file=" + config,
            "--storage.path=" + folder.resolve("alertmanager.data"),
            "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:" + port);
    awaitReady("Alertmanager", port);
    return started;
  }

  /** Starts a Prometheus and returns when it answers. */
  public static Background prometheus(Path folder, Path config, int port) {
    Background started =
        Background.start(
            folder.resolve("prometheus.log"),
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("prometheus.data"),
            "--web.listen-address=127.0.0.1:" + port);
    awaitReady("Prometheus", port);
    return started;
  }

  private static void awaitReady(String who, int port) {
    try (Caller call = new Caller(URI.create("http://127.0.0.1:" + port))) {
      Waiting.until(who, () -> ready(call));
    }
  }

  private static boolean ready(Caller call) {
    try {
      return call.send("GET", "/-/ready", new byte[0]).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
