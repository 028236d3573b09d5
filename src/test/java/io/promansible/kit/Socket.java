package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Somebody at the other end of a WebSocket who writes down what is said. */
public final class Socket implements WebSocket.Listener, AutoCloseable {
  private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder half = new StringBuilder();
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;

  /** Connects to the path of a service; headers are name, value, name, value… */
  public Socket(URI base, String path, String... headers) {
    URI url = URI.create(base.toString().replaceFirst("^http", "ws")).resolve(path);
    WebSocket.Builder builder = http.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    try {
      this.socket = builder.buildAsync(url, this).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        throw new IllegalStateException("refused: " + refused.getResponse().statusCode(), e);
      }
      throw e;
    }
  }

  /** What came so far. */
  public List<JsonNode> messages() {
    return messages;
  }

  /** The code with which the other side closed it, once it has. */
  public int closedWith() {
    Waiting.until("the end of the socket", closed::isDone);
    return closed.join();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    half.append(data);
    if (last) {
      messages.add(Room.json(half.toString()));
      half.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
    http.close();
  }
}
