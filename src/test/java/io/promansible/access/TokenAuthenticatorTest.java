package io.promansible.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAuthenticatorTest {
  private static final Token OWN =
      Token.of("generated", Grant.everywhere(AccessRole.ADMIN), "own-secret-own-secret");
  private static final AccessSettings TOKENS =
      new AccessSettings(
          List.of(
              Token.of("am", Grant.everywhere(AccessRole.WEBHOOK), "webhook-secret"),
              Token.of("ops", Grant.everywhere(AccessRole.OPERATOR), "operator-secret")),
          List.of(),
          Anonymous.AUTO);
  private static final TokenAuthenticator GUARDED = authenticator(TOKENS);
  private static final TokenAuthenticator ALONE =
      authenticator(new AccessSettings(List.of(), List.of(), Anonymous.AUTO));

  private static TokenAuthenticator authenticator(AccessSettings settings) {
    return new TokenAuthenticator(() -> settings, () -> OWN, name -> Set.of());
  }

  /** What a caller with this header is. */
  private static Optional<Principal> admit(
      TokenAuthenticator authenticator, @Nullable String header) {
    return switch (Credentials.of(header, null)) {
      case Credentials.OfToken token -> authenticator.byToken(token);
      case Credentials.Malformed _ -> Optional.empty();
      case Credentials.None _ -> authenticator.anonymous();
    };
  }

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bearer_and_basic_both_open() {
    assertThat(admit(GUARDED, "Bearer webhook-secret")).map(Principal::name).contains("am");
    assertThat(admit(GUARDED, "bearer  operator-secret ")).map(Principal::name).contains("ops");
    assertThat(admit(GUARDED, basic("am:webhook-secret"))).map(Principal::name).contains("am");
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
    assertThat(admit(GUARDED, header)).isEmpty();
    assertThat(admit(GUARDED, basic("ops:webhook-secret"))).isEmpty();
    assertThat(admit(GUARDED, null)).isEmpty();
  }

  @Test
  void a_role_may_what_it_includes_and_no_more() {
    Principal ops = admit(GUARDED, "Bearer operator-secret").orElseThrow();
    assertThat(ops.may(AccessRole.VIEWER)).isTrue();
    assertThat(ops.may(AccessRole.WEBHOOK)).isFalse();
    assertThat(ops.may(AccessRole.ADMIN)).isFalse();
    assertThat(admit(GUARDED, "Bearer webhook-secret").orElseThrow().may(AccessRole.VIEWER))
        .isFalse();
  }

  @Test
  void without_tokens_this_machine_may_read_and_deliver_and_the_generated_token_may_all() {
    Principal anonymous = admit(ALONE, null).orElseThrow();
    assertThat(anonymous.may(AccessRole.WEBHOOK)).isTrue();
    assertThat(anonymous.may(AccessRole.OPERATOR)).isFalse();
    assertThat(admit(ALONE, "Bearer own-secret-own-secret").orElseThrow().may(AccessRole.ADMIN))
        .isTrue();
    assertThat(admit(ALONE, "Bearer wrong")).isEmpty();
  }

  @Test
  void the_header_of_the_seeds_clients_is_a_token_too() {
    assertThat(Credentials.of(null, " webhook-secret "))
        .isEqualTo(new Credentials.OfToken(null, "webhook-secret"));
    assertThat(Credentials.of(null, " ")).isEqualTo(new Credentials.None());
    assertThat(Credentials.of("Bearer other", "webhook-secret"))
        .isEqualTo(new Credentials.OfToken(null, "other"));
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, true, ",
    "AUTO, false, VIEWER",
    "NONE, true, ",
    "NONE, false, ",
    "VIEWER, true, VIEWER",
    "INVENTORY, true, INVENTORY"
  })
  void who_brings_nothing_may_read_what_the_setting_says(
      Anonymous setting, boolean guarded, @Nullable AccessRole role) {
    AccessSettings settings =
        new AccessSettings(guarded ? TOKENS.tokens() : List.of(), List.of(), setting);
    Optional<Principal> caller = authenticator(settings).anonymous();
    for (AccessRole any : List.of(AccessRole.INVENTORY, AccessRole.VIEWER, AccessRole.OPERATOR)) {
      assertThat(caller.filter(who -> who.may(any)).isPresent())
          .isEqualTo(role != null && role.included().contains(any));
    }
    assertThat(caller.filter(who -> who.may(AccessRole.WEBHOOK)).isPresent()).isEqualTo(!guarded);
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
