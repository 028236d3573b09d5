package io.promansible.login.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A log-in that has been sent to the provider. It lies in a cookie of the browser that began it, so
 * any node can go on with it.
 *
 * @param next the page to go to afterwards
 */
record OidcFlow(State state, Nonce nonce, CodeVerifier verifier, String next) {
  static OidcFlow begin(String next) {
    return new OidcFlow(new State(), new Nonce(), new CodeVerifier(), next);
  }

  String cookie() {
    return String.join(
        ".",
        state.getValue(),
        nonce.getValue(),
        verifier.getValue(),
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(next.getBytes(StandardCharsets.UTF_8)));
  }

  static Optional<OidcFlow> ofCookie(String cookie) {
    String[] parts = cookie.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new OidcFlow(
              new State(parts[0]),
              new Nonce(parts[1]),
              new CodeVerifier(parts[2]),
              new String(Base64.getUrlDecoder().decode(parts[3]), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The answer of the provider, which the browser brings. */
  record Answer(URI uri, URI redirect) {}
}
