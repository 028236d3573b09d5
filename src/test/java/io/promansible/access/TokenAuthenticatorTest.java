package io.promansible.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAuthenticatorTest {
  private static final Token OWN = Token.of("generated", AccessRole.ADMIN, "own-secret-own-secret");
  private static final AccessSettings TOKENS =
      new AccessSettings(
          List.of(
              Token.of("am", AccessRole.WEBHOOK, "webhook-secret"),
              Token.of("ops", AccessRole.OPERATOR, "operator-secret")));
  private static final TokenAuthenticator GUARDED = new TokenAuthenticator(() -> TOKENS, () -> OWN);
  private static final TokenAuthenticator ALONE =
      new TokenAuthenticator(() -> new AccessSettings(List.of()), () -> OWN);

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bearer_and_basic_both_open() {
    assertThat(GUARDED.admit("Bearer webhook-secret")).map(Principal::name).contains("am");
    assertThat(GUARDED.admit("bearer  operator-secret ")).map(Principal::name).contains("ops");
    assertThat(GUARDED.admit(basic("am:webhook-secret"))).map(Principal::name).contains("am");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer wrong",
        "Bearer webhook-secre",
        "webhook-secret",
        "Digest webhook-secret",
        "Basic !!!",
        "Bearer own-secret-own-secret"
      })
  void anything_else_does_not(String header) {
    assertThat(GUARDED.admit(header)).isEmpty();
    assertThat(GUARDED.admit(basic("ops:webhook-secret"))).isEmpty();
    assertThat(GUARDED.admit(null)).isEmpty();
  }

  @Test
  void a_role_may_what_it_includes_and_no_more() {
    Principal ops = GUARDED.admit("Bearer operator-secret").orElseThrow();
    assertThat(ops.may(AccessRole.VIEWER)).isTrue();
    assertThat(ops.may(AccessRole.WEBHOOK)).isFalse();
    assertThat(ops.may(AccessRole.ADMIN)).isFalse();
    assertThat(GUARDED.admit("Bearer webhook-secret").orElseThrow().may(AccessRole.VIEWER))
        .isFalse();
  }

  @Test
  void without_tokens_this_machine_may_read_and_deliver_and_the_generated_token_may_all() {
    Principal anonymous = ALONE.admit(null).orElseThrow();
    assertThat(anonymous.may(AccessRole.WEBHOOK)).isTrue();
    assertThat(anonymous.may(AccessRole.OPERATOR)).isFalse();
    assertThat(ALONE.admit("Bearer own-secret-own-secret").orElseThrow().may(AccessRole.ADMIN))
        .isTrue();
    assertThat(ALONE.admit("Bearer wrong")).isEmpty();
  }

  @Test
  void the_generated_token_is_kept_and_only_its_owner_reads_it(@TempDir Path data)
      throws Exception {
    GeneratedToken.load(data);
    String first = Files.readString(GeneratedToken.file(data));
    GeneratedToken.load(data);
    assertThat(Files.readString(GeneratedToken.file(data))).isEqualTo(first).hasSizeGreaterThan(60);
    assertThat(Files.getPosixFilePermissions(GeneratedToken.file(data))).hasSize(2);
  }
}
