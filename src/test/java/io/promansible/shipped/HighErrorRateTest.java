package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Background;
import io.promansible.kit.Programs;
import io.promansible.kit.RoleRun;
import io.promansible.kit.StandInService;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two web servers behind a real haproxy; the first answers 500 until it is restarted. */
class HighErrorRateTest {
  private static final String ROLE = "handle_HighErrorRate";
  private static final String OWN = "handle_high_error_rate_";
  private static final String SERVICE = "pm-web-" + ProcessHandle.current().pid();

  private static final String SERVER =
      """
      import http.server, os, sys

      class Answer(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(500 if os.path.exists(sys.argv[2]) else 200)
              self.end_headers()

          def log_message(self, *_):
              pass

      http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
      """;

  @TempDir Path folder;
  private final int first = Background.freePort();
  private final int second = Background.freePort();
  private StandInService service;
  private Background other;
  private Background haproxy;
  private Path broken;
  private Path socket;

  @BeforeEach
  void break_one() throws IOException {
    broken = Files.createFile(folder.resolve("broken"));
    Path script = Files.writeString(folder.resolve("server.py"), SERVER);
    Path pid = folder.resolve("pid");
    service =
        new StandInService(
            folder,
            SERVICE,
            "/usr/bin/python3 %s %d %s & echo $! > %s".formatted(script, first, broken, pid),
            "kill $(cat %s); test -e %s || rm -f %s"
                .formatted(pid, folder.resolve("stubborn"), broken));
    service.start();
    other =
        Background.start(
            folder.resolve("other.log"),
            "/usr/bin/python3",
            script.toString(),
            Integer.toString(second),
            "/nonexistent");
    Background.awaitPort(first);
    Background.awaitPort(second);
    socket = folder.resolve("admin.sock");
    Path config =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            global
              stats socket %s mode 600 level admin
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            frontend fe
              bind 127.0.0.1:%d
              default_backend be
            backend be
              server web1 127.0.0.1:%d
              server web2 127.0.0.1:%d
            """
                .formatted(socket, Background.freePort(), first, second));
    haproxy =
        Background.start(folder.resolve("haproxy.log"), "haproxy", "-db", "-f", config.toString());
    Waiting.until("haproxy's socket", () -> Files.exists(socket));
  }

  @AfterEach
  void end() {
    haproxy.close();
    other.close();
    service.close();
  }

  private RoleRun.Order order(String action) {
    return RoleRun.of(folder, ROLE)
        .with(OWN + "service", SERVICE)
        .with(OWN + "url", "http://127.0.0.1:" + first + "/")
        .with(OWN + "action", action)
        .with(OWN + "probes", 2)
        .with(OWN + "wait", 5)
        .with(OWN + "haproxy", "unix-connect:" + socket)
        .with(OWN + "backend", "be");
  }

  /** The state of web1 in haproxy's own words. */
  private String state() {
    return Programs.run(
            List.of("sh", "-c", "echo 'show stat' | socat stdio unix-connect:" + socket))
        .lines()
        .filter(line -> line.startsWith("be,web1,"))
        .map(line -> line.split(",", -1)[17])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void restarts_it_out_of_the_rotation_and_puts_it_back() {
    RoleRun one = order("restart").run();
    assertThat(one.exit()).as(one.output()).isZero();
    assertThat(one.changed()).as("drained, restarted, put back").isEqualTo(3);
    assertThat(one.result().path("error_share_before").asDouble()).isEqualTo(1);
    assertThat(one.result().path("error_share_after").asDouble()).isZero();
    assertThat(state()).isEqualTo("no check");

    RoleRun two = order("restart").run();
    assertThat(two.exit()).as(two.output()).isZero();
    assertThat(two.changed()).isZero();
    assertThat(two.result().path("done").asText()).isEqualTo("nothing");
  }

  @Test
  void only_reports_unless_it_is_told_otherwise() {
    RoleRun run = order("report").run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.changed()).isZero();
    assertThat(run.result().path("statuses").toString()).isEqualTo("[500,500]");
    assertThat(broken).exists();
  }

  @Test
  void check_mode_touches_nothing() {
    RoleRun run = order("restart").inCheckMode().run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(broken).exists();
    assertThat(state()).isEqualTo("no check");
  }

  @Test
  void what_still_fails_stays_out_of_the_rotation_and_what_people_took_out_stays_so()
      throws IOException {
    // Its restart does not mend this one.
    Files.createFile(folder.resolve("stubborn"));
    RoleRun run = order("restart").with(OWN + "wait", 1).run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("still answers with errors");
    assertThat(run.result().path("done").asText()).isEqualTo("restart");
    assertThat(run.result().path("error_share_after").asDouble()).isEqualTo(1);
    assertThat(run.result().path("stays_out_of_rotation").asBoolean()).isTrue();
    assertThat(state()).isEqualTo("DRAIN");
    Files.delete(folder.resolve("stubborn"));
    RoleRun again = order("restart").run();
    assertThat(again.exit()).as(again.output()).isZero();
    assertThat(again.changed()).as("restarted only").isEqualTo(1);
    assertThat(state()).as("people put it back").isEqualTo("DRAIN");
  }

  @Test
  void a_server_that_haproxy_does_not_know_is_not_touched() {
    RoleRun run = order("restart").with(OWN + "server", "web7").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("haproxy knows no server web7 in the backend be");
    assertThat(broken).exists();
  }

  @Test
  void the_last_server_that_is_up_stays_in_the_rotation() {
    Programs.run(
        List.of(
            "sh",
            "-c",
            "echo 'set server be/web2 state maint' | socat stdio unix-connect:" + socket));
    RoleRun run = order("restart").run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.changed()).as("restarted, neither drained nor put back").isEqualTo(1);
    assertThat(broken).doesNotExist();
  }

  @Test
  void wrong_arguments_are_refused_by_name() {
    RoleRun run = order("explode").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("value of " + OWN + "action must be one of");
    assertThat(RoleRun.of(folder, ROLE).run().output())
        .contains("missing required arguments: " + OWN + "service, " + OWN + "url");
  }
}
