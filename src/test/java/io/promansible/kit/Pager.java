package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands in for the people who are paged: takes Alertmanager's webhook and remembers who fired. */
public final class Pager implements AutoCloseable {
  private final HttpServer server;
  private final List<String> pages = new CopyOnWriteArrayList<>();

  /** Listens on a free port of this machine. */
  public Pager() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          for (JsonNode alert : Room.json(body).path("alerts")) {
            if (alert.path("status").asText().equals("firing")) {
              pages.add(alert.path("labels").path("alertname").asText());
            }
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The alertnames of which people were told that they fire, in order. */
  public List<String> pages() {
    return List.copyOf(pages);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
