package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.NoAnswer;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks an address for JSON, whatever the status of the answer. */
public final class ServiceProbe implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;

  /**
   * A probe.
   *
   * @param trusted the certificate of who is asked, PEM; empty for those that the machine trusts
   */
  public ServiceProbe(Optional<Path> trusted) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    trusted.map(HttpSettings.Tls::trusting).ifPresent(tls -> builder.sslContext(tls.context()));
    this.http = builder.build();
  }

  /**
   * The answer of this address.
   *
   * @throws WorldFault when there is no answer, or it is not JSON
   */
  public JsonNode ask(URI address) {
    try {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
      return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new WorldFault(address + " does not answer: " + NoAnswer.why(e), e);
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
