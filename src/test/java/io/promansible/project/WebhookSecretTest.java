package io.promansible.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a call comes from the git host. */
class WebhookSecretTest {
  // The example of GitHub's documentation, "Validating webhook deliveries".
  private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);
  private static final String SIGNATURE =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  @TempDir private Path folder;

  private Path secret(String text) throws IOException {
    return Files.writeString(folder.resolve("secret"), text);
  }

  @Test
  void a_signature_of_the_body_or_the_secret_itself_proves_it() throws IOException {
    Path file = secret("It's a Secret to Everybody\n");
    assertThat(WebhookSecret.proves(file, BODY, SIGNATURE, null)).isTrue();
    assertThat(WebhookSecret.proves(file, BODY, null, "It's a Secret to Everybody")).isTrue();
  }

  @Test
  void nothing_else_does() throws IOException {
    Path file = secret("It's a Secret to Everybody");
    assertThat(WebhookSecret.proves(file, new byte[] {1}, SIGNATURE, null)).isFalse();
    assertThat(WebhookSecret.proves(file, BODY, "sha1=757107ea", null)).isFalse();
    assertThat(WebhookSecret.proves(file, BODY, null, "It's a secret")).isFalse();
    assertThat(WebhookSecret.proves(file, BODY, null, null)).isFalse();
    // A wrong signature is not mended by the right token.
    assertThat(WebhookSecret.proves(file, BODY, "sha256=00", "It's a Secret to Everybody"))
        .isFalse();
  }

  @Test
  void an_empty_secret_proves_nothing() throws IOException {
    Path file = secret("\n");
    assertThatThrownBy(() -> WebhookSecret.proves(file, BODY, null, ""))
        .isInstanceOf(WorldFault.class);
  }
}
