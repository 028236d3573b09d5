package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Caller;
import io.promansible.kit.Certificate;
import io.promansible.kit.FilesWith;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Visitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Secrets of people and of programs appear nowhere but in the files of their own. */
class CanaryTest extends ServiceProcessJourney {
  private static final String PASSWORD = "canary-password-of-a-person";
  private static final String TYPED = "canary-password-typed-as-name";
  private static final String TOKEN = "canary-token-of-a-file";
  private static final String CLIENT = "canary-secret-of-the-client";
  private static final String BIND = "canary-password-of-the-searcher";

  @Test
  void d31_no_secret_is_in_a_log_an_answer_another_file_or_the_list_of_processes()
      throws IOException {
    Certificate.write(folder, "unused", "EC", 30);
    Room room = room("").write("token", TOKEN).write("client", CLIENT).write("bind", BIND);
    room.write(
        "promansible.yml",
        String.join("\n", room.lines("promansible.yml"))
            + """

            access:
              tokens: [{name: admin, role: admin, token_file: ./token}]
              oidc: {issuer: 'http://127.0.0.1:1/realm', client_id: c, client_secret_file: ./client, timeout: 1s}
              ldap:
                url: ldap://127.0.0.1:1
                bind_dn: cn=x
                bind_password_file: ./bind
                users: {base: 'dc=x'}
                groups: {base: 'dc=x'}
                timeout: 1s
            """);
    StringBuilder answers = new StringBuilder();
    String cookie;
    String own;
    try (ServiceProcess service = ServiceProcess.start(room);
        Caller call = ready(service);
        Visitor visitor = new Visitor(service.url())) {
      answers.append(
          Caller.text(
              call.as(
                  TOKEN,
                  "POST",
                  "/api/v1/users",
                  "{\"name\":\"ann\",\"role\":\"admin\",\"password\":\"%s\"}"
                      .formatted(PASSWORD))));
      answers.append(visitor.logIn(TYPED, "whatever").body());
      answers.append(visitor.logIn("ann", "canary-wrong-" + PASSWORD).body());
      assertThat(visitor.logIn("ann", PASSWORD).statusCode()).isEqualTo(303);
      cookie = visitor.cookie("promansible_session").orElseThrow();
      String made =
          visitor.submit("/tokens", Map.of("name", "t", "role", "viewer", "days", "1")).body();
      own = made.replaceAll("(?s).*(pmt_[A-Za-z0-9_-]+).*", "$1");
      assertThat(own).startsWith("pmt_").hasSizeLessThan(80);
      answers.append(Caller.text(call.as(own, "GET", "/api/v1/me", "")));
      for (String path :
          List.of(
              "/api/v1/users",
              "/api/v1/tokens",
              "/api/v1/audit",
              "/api/v1/me",
              "/-/ready",
              "/metrics",
              "/login/oidc")) {
        answers.append(Caller.text(call.as(TOKEN, "GET", path, "")));
      }
      answers.append(visitor.page("/people").body()).append(visitor.page("/tokens").body());
      for (String secret : secrets(cookie, own).keySet()) {
        assertThat(processes()).doesNotContain(secret);
      }
      service.stop();
    }
    assertThat(FilesWith.text(folder, TYPED)).isEmpty();
    secrets(cookie, own)
        .forEach((secret, file) -> {
          assertThat(answers.toString().replaceFirst("(?s)class=\"secret\">[^<]*<", ""))
              .as(secret)
              .doesNotContain(secret);
          assertThat(FilesWith.text(folder, secret))
              .as(secret)
              .isEqualTo(file.isEmpty() ? List.of() : List.of(file));
        });
  }

  /** Each secret, and the file that may hold it; empty for none. */
  private static Map<String, String> secrets(String cookie, String own) {
    Map<String, String> secrets = new TreeMap<>();
    secrets.put(PASSWORD, "");
    secrets.put(TOKEN, "token");
    secrets.put(CLIENT, "client");
    secrets.put(BIND, "bind");
    secrets.put(cookie, "");
    secrets.put(own, "");
    return secrets;
  }

  private static String processes() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process :
          processes.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
        for (String name : List.of("cmdline", "environ")) {
          try {
            all.append(Files.readString(process.resolve(name), StandardCharsets.ISO_8859_1));
          } catch (IOException goneOrForeign) {
            // Nothing of ours.
          }
        }
      }
    }
    return all.toString();
  }
}
