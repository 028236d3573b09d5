package io.promansible.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.alertmanager.HttpSettings;
import io.promansible.fault.InputFault;
import io.promansible.fault.NoAnswer;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command reaches a running service. */
final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Option(
      names = "--url",
      defaultValue = "${env:PROMANSIBLE_URL:-http://127.0.0.1:9595}",
      description = "where the service listens (PROMANSIBLE_URL; ${DEFAULT-VALUE})")
  private String url = "";

  @Option(
      names = "--token-file",
      defaultValue = "${env:PROMANSIBLE_TOKEN_FILE:-}",
      description =
          "file with the token (PROMANSIBLE_TOKEN_FILE); none for a service without tokens")
  private String tokenFile = "";

  @Option(
      names = "--ca",
      defaultValue = "${env:PROMANSIBLE_CA:-}",
      description =
          "file with the certificates to trust (PROMANSIBLE_CA); none for those of the machine")
  private String ca = "";

  JsonNode get(String path) {
    return send(HttpRequest.newBuilder(address(path)).GET());
  }

  JsonNode post(String path, String json) {
    return withBody("POST", path, json);
  }

  JsonNode put(String path, String json) {
    return withBody("PUT", path, json);
  }

  JsonNode patch(String path, String json) {
    return withBody("PATCH", path, json);
  }

  private JsonNode withBody(String method, String path, String json) {
    return send(
        HttpRequest.newBuilder(address(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  JsonNode delete(String path) {
    return send(HttpRequest.newBuilder(address(path)).DELETE());
  }

  /** The answer to a GET as plain text. */
  String text(String path) {
    return sent(HttpRequest.newBuilder(address(path)).GET()).body();
  }

  /** The text encoded as one segment of a path. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      return JSON.readTree(sent(request).body());
    } catch (JsonProcessingException e) {
      throw new WorldFault(url + " answers something else than Promansible does; check --url", e);
    }
  }

  private HttpResponse<String> sent(HttpRequest.Builder request) {
    try (HttpClient http = http()) {
      if (!tokenFile.isEmpty()) {
        request.header("Authorization", "Bearer " + token());
      }
      HttpResponse<String> response =
          http.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw refusal(response);
      }
      return response;
    } catch (JsonProcessingException e) {
      throw new WorldFault(url + " answers something else than Promansible does; check --url", e);
    } catch (SSLException e) {
      String said = String.valueOf(e.getMessage());
      String cure =
          said.contains("No name") || said.contains("No subject")
              ? "its certificate is for another name; ask for that name by --url"
              : "name its certificate with --ca FILE";
      throw new WorldFault(url + " is not trusted (" + said + "); " + cure, e);
    } catch (IOException e) {
      if (url.startsWith("http://") && String.valueOf(e.getMessage()).contains("header parser")) {
        throw new WorldFault(url + " does not speak HTTP; try https:// and --ca FILE", e);
      }
      throw new WorldFault(
          "no service answers at %s (%s); start one, or name it with --url"
              .formatted(url, NoAnswer.why(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("interrupted", e);
    }
  }

  private HttpClient http() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (!ca.isEmpty()) {
      if (!Files.isReadable(Path.of(ca))) {
        throw new InputFault("--ca", ca + " cannot be read");
      }
      builder.sslContext(HttpSettings.Tls.trusting(Path.of(ca)).context());
    }
    return builder.build();
  }

  private String token() {
    try {
      return Files.readString(Path.of(tokenFile)).strip();
    } catch (IOException e) {
      throw new InputFault("--token-file", tokenFile + " cannot be read");
    }
  }

  private URI address(String path) {
    try {
      return URI.create(url.replaceFirst("/+$", "") + path);
    } catch (IllegalArgumentException e) {
      throw new InputFault("--url", "'" + url + "' is not an address");
    }
  }

  private RuntimeException refusal(HttpResponse<String> response) throws JsonProcessingException {
    String detail = JSON.readTree(response.body()).path("detail").asText(response.body());
    String hint = response.statusCode() == 401 ? "; give the token with --token-file FILE" : "";
    return response.statusCode() < 500
        ? new InputFault(url, detail + hint)
        : new WorldFault(url + ": " + detail);
  }

  /** The parameter as a further part of a query; an empty text when the value is missing. */
  static String query(String name, @Nullable String value) {
    return value == null || value.isEmpty()
        ? ""
        : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
