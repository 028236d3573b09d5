package io.promansible.login;

import io.promansible.alertmanager.HttpSettings.Tls;
import io.promansible.settings.Section;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A provider of OpenID Connect: the key {@code access.oidc}.
 *
 * @param issuer exactly as the provider's discovery document writes it
 * @param secretFile the client's secret, read at each log-in; empty for a public client
 * @param scopes what to ask for beside {@code openid}
 * @param usernameClaim the claim with the name of the person
 * @param groupsClaim the claim with the groups
 * @param name of the provider, for people
 * @param tls which certificates to trust
 * @param timeout for each request to the provider
 */
public record OidcSettings(
    URI issuer,
    String clientId,
    Optional<Path> secretFile,
    List<String> scopes,
    String usernameClaim,
    String groupsClaim,
    String name,
    Tls tls,
    Duration timeout) {
  public OidcSettings {
    scopes = List.copyOf(scopes);
  }

  /** The section; empty when it is left out. */
  public static Optional<OidcSettings> read(Section section) {
    if (section.names().isEmpty()) {
      section.end();
      return Optional.empty();
    }
    Optional<URI> issuer = section.url("issuer");
    if (issuer.isEmpty()) {
      section.fault("issuer", "must be given: the address of the provider, as https://…");
    }
    issuer
        .filter(url -> url.getScheme().equals("http") && !loopback(url))
        .ifPresent(url ->
            section.fault(
                "issuer", "must begin with https: whoever stands between could log in as anybody"));
    section.refuse(
        "client_secret",
        "is not taken from here; put it into a file, and name that in client_secret_file");
    OidcSettings settings =
        new OidcSettings(
            issuer.orElse(URI.create("https://missing.invalid")),
            section.required("client_id"),
            section.file("client_secret_file"),
            section.texts("scopes", List.of("profile", "email")),
            section.text("username_claim", "preferred_username"),
            section.text("groups_claim", "groups"),
            section.text("name", "single sign-on"),
            Tls.read(section.section("tls")),
            section.duration("timeout", Duration.ofSeconds(5), Duration.ofMillis(100)));
    section.end();
    return Optional.of(settings);
  }

  private static boolean loopback(URI url) {
    return url.getHost() != null && url.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  }
}
