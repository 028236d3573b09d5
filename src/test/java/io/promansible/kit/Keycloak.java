package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A real Keycloak of its distribution on Maven Central, with the realm {@code promansible}: the
 * people ann (group ops-db, in the group ops) and bob (group viewers), each with the password
 * {@code NAME-secret}.
 */
public final class Keycloak implements AutoCloseable {
  /** The secret of the client {@code promansible}. */
  public static final String CLIENT_SECRET = "promansible-client-secret";

  private static final Path DISTRIBUTION = Path.of("target/keycloak");
  private static final String VERSION = "26.7.3";
  // What distributions unpack into the home of a server, and what is only read.
  private static final List<String> SHARED = List.of("lib", "conf", "providers", "themes");

  private final Path home;
  private final int port = Background.freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private Background process;

  /** Starts one whose data lie in a folder. */
  public Keycloak(Path folder) {
    home = folder;
    try {
      Files.createDirectories(home);
      Path unpacked = unpacked();
      for (String name : SHARED) {
        Files.createSymbolicLink(home.resolve(name), unpacked.resolve(name).toAbsolutePath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Programs.Result imported =
        Programs.attempt(
            command(
                "import",
                "--file=" + Path.of("src/test/resources/keycloak/realm.json").toAbsolutePath()),
            Map.of("KC_BOOTSTRAP_ADMIN_USERNAME", "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin"));
    if (imported.exit() != 0) {
      throw new AssertionError("the realm was not imported: " + imported.output());
    }
    start();
  }

  private static synchronized Path unpacked() throws IOException {
    Path folder = DISTRIBUTION.resolve("keycloak-" + VERSION);
    if (Files.exists(folder.resolve("unpacked"))) {
      return folder;
    }
    Path zip = DISTRIBUTION.resolve("keycloak-quarkus-dist-" + VERSION + ".zip");
    if (!Files.exists(zip)) {
      throw new AssertionError(zip + " is missing; bin/test fetches it");
    }
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = DISTRIBUTION.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    Files.writeString(folder.resolve("unpacked"), "");
    return folder;
  }

  private List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                // Taken as it is: to build it for its settings takes longer than it saves.
                "-Dkc.config.built=true",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Dkc.home.dir=" + home.toAbsolutePath(),
                "-Djboss.server.config.dir=" + home.toAbsolutePath().resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dpicocli.disable.closures=true",
                "-cp",
                home.toAbsolutePath().resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts it again where it was before. */
  public void start() {
    process =
        Background.start(
            home.resolve("log"),
            command(
                    "start",
                    "--http-enabled=true",
                    "--http-host=127.0.0.1",
                    "--http-port=" + port,
                    "--hostname=http://127.0.0.1:" + port,
                    "--cache=local")
                .toArray(String[]::new));
    Waiting.until(
        Duration.ofMinutes(3),
        "Keycloak to answer",
        () -> {
          try {
            return http.send(
                        HttpRequest.newBuilder(
                                URI.create(issuer() + "/.well-known/openid-configuration"))
                            .build(),
                        BodyHandlers.discarding())
                    .statusCode()
                == 200;
          } catch (IOException e) {
            return false;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Ends it; its people and keys stay. */
  public void stop() {
    process.end();
  }

  /** What the realm calls itself. */
  public String issuer() {
    return "http://127.0.0.1:" + port + "/realms/promansible";
  }

  /** A call of the realm's administration; the body may be empty. */
  public JsonNode admin(String method, String path, String body) {
    HttpResponse<String> token =
        send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/realms/master/protocol/openid-connect/token"
                            .formatted(port)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        form(
                            Map.of(
                                "grant_type", "password",
                                "client_id", "admin-cli",
                                "username", "admin",
                                "password", "admin")))));
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:%d/admin/realms/promansible%s".formatted(port, path)))
                .header("Content-Type", "application/json")
                .header(
                    "Authorization",
                    "Bearer " + Room.json(token.body()).path("access_token").asText())
                .method(method, BodyPublishers.ofString(body)));
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return Room.json(answer.body().isEmpty() ? "null" : answer.body());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** Signs by a new key from now on, and forgets the old one. */
  public void changeKeys() {
    JsonNode old = admin("GET", "/components?type=org.keycloak.keys.KeyProvider", "");
    String realm = admin("GET", "", "").path("id").asText();
    admin(
        "POST",
        "/components",
        """
        {"name":"rsa-new","providerId":"rsa-generated","providerType":"org.keycloak.keys.KeyProvider","parentId":"%s",
         "config":{"priority":["200"],"enabled":["true"],"active":["true"],"algorithm":["RS256"],"keySize":["2048"]}}
        """
            .formatted(realm));
    Stream<JsonNode> signing =
        old.valueStream().filter(key -> key.path("providerId").asText().equals("rsa-generated"));
    signing.forEach(key -> admin("DELETE", "/components/" + key.path("id").asText(), ""));
  }

  @Override
  public void close() {
    stop();
    http.close();
  }
}
