package io.promansible.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real haproxy of Debian's package before nodes: a node that is not ready gets no requests. */
public final class Haproxy implements AutoCloseable {
  private final int port = Background.freePort();
  private final Background process;

  /** Starts it, with its files in a folder. */
  public Haproxy(Path folder, List<URI> nodes) {
    StringBuilder configuration =
        new StringBuilder(
            """
            defaults
              mode http
              timeout connect 2s
              timeout client 30s
              timeout server 15s
              option redispatch
            frontend door
              bind 127.0.0.1:%d
              default_backend nodes
            backend nodes
              option httpchk GET /-/ready
              default-server check inter 1s fall 2 rise 1
            """
                .formatted(port));
    for (URI node : nodes) {
      configuration.append("  server n%1$d 127.0.0.1:%1$d\n".formatted(node.getPort()));
    }
    Path file = folder.resolve("haproxy.cfg");
    try {
      Files.writeString(file, configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process =
        Background.start(folder.resolve("haproxy.log"), "haproxy", "-db", "-f", file.toString());
    Background.awaitPort(port);
  }

  /** Where it listens. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.close();
  }
}
