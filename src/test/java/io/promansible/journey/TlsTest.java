package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.alertmanager.HttpSettings;
import io.promansible.kit.Certificate;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service speaks HTTPS with files that change under it. */
class TlsTest {
  @TempDir Path folder;

  private Service start() {
    Room room =
        new Room(folder)
            .write("token", "see-and-say")
            .configure(
                """
                tls: {certificate: ./cert.pem, key: ./key.pem}
                access: {tokens: [{name: v, role: viewer, token_file: ./token}]}
                handlers: []
                """);
    return Service.start(room.file("promansible.yml"), Map.of());
  }

  private Programs.Result curl(String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("curl", "-sS", "-i"));
    command.addAll(List.of(arguments));
    return Programs.attempt(command, Map.of());
  }

  private String served(URI address) {
    // Whoever it is: only its name is asked for.
    SSLContext trusting = HttpSettings.Tls.trusting(folder.resolve("all.pem")).context();
    try (SSLSocket socket =
        (SSLSocket)
            trusting.getSocketFactory().createSocket(address.getHost(), address.getPort())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void trustAlso(String pem) throws IOException {
    Files.writeString(
        folder.resolve("all.pem"),
        pem,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  @Test
  void it_answers_https_only_and_takes_new_files_by_itself() throws IOException {
    Certificate.write(folder, "first", "RSA", 365);
    trustAlso(Files.readString(folder.resolve("cert.pem")));
    try (Service service = start()) {
      URI address = service.url();
      assertThat(address.getScheme()).isEqualTo("https");
      String ca = folder.resolve("all.pem").toString();
      Programs.Result ready = curl("--cacert", ca, address + "/-/healthy");
      assertThat(ready.output())
          .contains("200 OK", "Promansible is healthy")
          .containsIgnoringCase("strict-transport-security: max-age=31536000");
      assertThat(curl("--cacert", "/etc/hosts", address + "/-/healthy").exit()).isNotZero();
      assertThat(curl("http://127.0.0.1:" + address.getPort() + "/-/healthy").output())
          .doesNotContain("healthy");
      assertThat(served(address)).isEqualTo("CN=first");

      Certificate.write(folder, "second", "EC", 3);
      trustAlso(Files.readString(folder.resolve("cert.pem")));
      Waiting.until("the new certificate", () -> served(address).equals("CN=second"));
      String checks =
          curl("--cacert", ca, "-H", "Authorization: Bearer see-and-say", address + "/-/ready")
              .output();
      assertThat(checks).contains("certificate", "can be used until");

      Files.writeString(folder.resolve("cert.pem"), "nothing of the kind");
      Waiting.until(
          "what is said of it",
          () ->
              curl("--cacert", ca, "-H", "Authorization: Bearer see-and-say", address + "/-/ready")
                  .output()
                  .contains("cannot be used, the one before serves on"));
      assertThat(served(address)).isEqualTo("CN=second");
    }
  }
}
