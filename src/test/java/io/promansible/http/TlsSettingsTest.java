package io.promansible.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.promansible.fault.InputFault;
import io.promansible.kit.Certificate;
import io.promansible.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {
  @TempDir Path folder;

  private TlsSettings read() {
    SettingsFile file =
        SettingsFile.parse("pm.yml", "{certificate: cert.pem, key: key.pem}", folder, Map.of());
    TlsSettings tls = TlsSettings.read(file.root()).orElseThrow();
    file.end();
    return tls;
  }

  private static String fault(ThrowingCallable call) {
    return String.valueOf(catchThrowableOfType(InputFault.class, call).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void a_pair_is_good_until_two_weeks_before_its_end(String algorithm) {
    Certificate.write(folder, "good", algorithm, 100);
    TlsSettings tls = read();
    Instant now = Instant.now();
    assertThat(tls.trouble(now)).isEmpty();
    assertThat(tls.trouble(now.plus(Duration.ofDays(87)))).isPresent();
  }

  @Test
  void the_key_of_another_certificate_is_refused() throws IOException {
    Certificate.write(folder, "one", "RSA", 100);
    Path key = folder.resolve("key.pem");
    String first = Files.readString(key);
    Certificate.write(folder, "other", "RSA", 100);
    Files.writeString(key, first);
    assertThat(fault(this::read)).contains("'key' is not the key of this certificate");
  }

  @Test
  void a_key_in_another_form_is_told_how_to_become_one() throws IOException {
    Certificate.write(folder, "old", "RSA", 100);
    Path key = folder.resolve("key.pem");
    Files.writeString(key, Files.readString(key).replace("PRIVATE", "RSA PRIVATE"));
    assertThat(fault(this::read)).contains("openssl pkcs8 -topk8 -nocrypt");
  }
}
