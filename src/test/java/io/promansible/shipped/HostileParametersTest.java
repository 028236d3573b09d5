package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.RoleRun;
import io.promansible.playbook.Argument;
import io.promansible.playbook.ArgumentType;
import io.promansible.playbook.Role;
import io.promansible.playbook.RoleCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each parameter that a person may give with a run gets what an attacker would give: nothing of it
 * is executed, and no secret of the inventory goes where it says. In check mode, as no role may be
 * let loose on this machine; what only looks is done there, too.
 */
class HostileParametersTest {
  private static final String SECRET = "S3CRET-of-the-inventory";
  private static final Set<ArgumentType> TEXTS =
      Set.of(ArgumentType.STR, ArgumentType.PATH, ArgumentType.RAW, ArgumentType.LIST);

  @TempDir Path folder;

  static Stream<Role> roles() {
    return new RoleCatalog(Path.of("playbooks"))
        .all().stream().filter(role -> !role.arguments().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("roles")
  void d12_no_parameter_is_executed_or_tells_where_secrets_go(Role role) throws IOException {
    Path canary = folder.resolve("executed");
    StringBuilder heard = new StringBuilder();
    try (ServerSocket sink = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread ear = Thread.ofPlatform().daemon().start(() -> listen(sink, heard));
      String hostile =
          "@127.0.0.1:%d/x;touch %s;$(touch %s)`touch %s`'\" -o -oProxyCommand=x"
              .formatted(sink.getLocalPort(), canary, canary, canary);
      RoleRun.Order order = RoleRun.of(folder, role.name()).inCheckMode();
      for (Argument argument : role.arguments()) {
        boolean free =
            TEXTS.contains(argument.type())
                && argument.choices().isEmpty()
                && !role.meta().inventoryOnly().contains(argument.name());
        if (argument.type() == ArgumentType.INT
            && argument.name().matches(".*_(timeout|wait|retries|delay|seconds|patience|within)")) {
          // Nothing that is waited for will come.
          order = order.with(argument.name(), 1);
        } else if (argument.secret()) {
          order = order.with(argument.name(), SECRET);
        } else if (free) {
          boolean list = argument.type() == ArgumentType.LIST;
          order = order.with(argument.name(), list ? List.of(hostile) : hostile);
        }
      }
      RoleRun run = order.run();
      assertThat(Files.exists(canary))
          .as("executed by %s: %s", role.name(), run.output())
          .isFalse();
      assertThat(run.output()).doesNotContain(SECRET);
      ear.interrupt();
    }
    synchronized (heard) {
      assertThat(heard.toString()).doesNotContain(SECRET);
    }
  }

  private static void listen(ServerSocket sink, StringBuilder heard) {
    while (!sink.isClosed()) {
      try (Socket caller = sink.accept()) {
        caller.setSoTimeout((int) Duration.ofSeconds(2).toMillis());
        caller.getOutputStream().write("220 welcome\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] some = caller.getInputStream().readNBytes(4096);
        synchronized (heard) {
          heard.append(new String(some, StandardCharsets.ISO_8859_1));
        }
      } catch (IOException gone) {
        // The next caller may say more; a closed sink ends it.
      }
    }
  }
}
