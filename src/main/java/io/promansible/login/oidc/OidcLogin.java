package io.promansible.login.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.promansible.login.Identity;
import io.promansible.login.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Log-in by OpenID Connect: the authorization code flow with PKCE, state and nonce (OpenID Connect
 * Core 1.0, RFC 7636).
 */
public final class OidcLogin {
  private static final Duration FAILED_FOR = Duration.ofSeconds(5);

  private final Supplier<Optional<OidcSettings>> settings;
  private final Clock clock;
  private final AtomicReference<@Nullable OidcProvider> known = new AtomicReference<>();
  private final AtomicReference<@Nullable Failed> failed = new AtomicReference<>();

  /** Logs people in by the provider of the settings in force, if they name one. */
  public OidcLogin(Supplier<Optional<OidcSettings>> settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** A provider that could not be asked; for some seconds nobody waits for it again. */
  private record Failed(Instant at, String why) {}

  /**
   * A log-in on its way.
   *
   * @param provider where the browser is to go
   * @param cookie what the browser is to keep until it comes back
   */
  public record Begun(URI provider, String cookie) {}

  /**
   * A log-in that the provider has confirmed.
   *
   * @param idToken what the provider wants to see again at the log-out
   * @param next the page to go to
   */
  public record Confirmed(Identity identity, String idToken, String next) {
    /** Without the token. */
    @Override
    public String toString() {
      return identity.toString();
    }
  }

  /** The name of the provider; empty when none is configured. */
  public Optional<String> name() {
    return settings.get().map(OidcSettings::name);
  }

  private OidcSettings configured() throws OidcFault {
    return settings
        .get()
        .orElseThrow(() -> new OidcFault("log-in by OpenID Connect is not configured"));
  }

  private OidcProvider provider() throws OidcFault {
    OidcProvider last = known.get();
    if (last != null && last.holds(configured(), clock.instant())) {
      return last;
    }
    Failed before = failed.get();
    if (before != null && clock.instant().isBefore(before.at().plus(FAILED_FOR))) {
      throw new OidcFault(before.why());
    }
    try {
      OidcProvider fresh = OidcProvider.discover(configured(), clock);
      known.set(fresh);
      return fresh;
    } catch (OidcFault e) {
      failed.set(new Failed(clock.instant(), String.valueOf(e.getMessage())));
      throw e;
    }
  }

  /**
   * Begins a log-in.
   *
   * @param redirect where the provider is to send the browser back to
   * @param next the page to go to afterwards
   * @throws OidcFault when the provider cannot be asked
   */
  public Begun begin(URI redirect, String next) throws OidcFault {
    OidcFlow flow = OidcFlow.begin(next);
    Scope scope = new Scope("openid");
    configured().scopes().forEach(scope::add);
    URI address =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, scope, new ClientID(configured().clientId()), redirect)
            .endpointURI(provider().metadata().getAuthorizationEndpointURI())
            .state(flow.state())
            .nonce(flow.nonce())
            .codeChallenge(flow.verifier(), CodeChallengeMethod.S256)
            .build()
            .toURI();
    return new Begun(address, flow.cookie());
  }

  /**
   * Ends a log-in.
   *
   * @param answer the address with which the browser came back
   * @param cookie what the browser kept; null when it has none
   * @throws OidcFault when the log-in did not succeed, or not in this browser
   */
  public Confirmed end(URI answer, URI redirect, @Nullable String cookie) throws OidcFault {
    OidcFlow flow =
        Optional.ofNullable(cookie)
            .flatMap(OidcFlow::ofCookie)
            .orElseThrow(
                () -> new OidcFault("this log-in was not begun in this browser; begin anew"));
    try {
      var response = AuthenticationResponseParser.parse(answer);
      if (!flow.state().equals(response.getState())) {
        throw new OidcFault("this log-in was not begun in this browser; begin anew");
      }
      if (!response.indicatesSuccess()) {
        throw new OidcFault(
            "%s refused: %s"
                .formatted(
                    configured().name(),
                    Optional.ofNullable(
                            response.toErrorResponse().getErrorObject().getDescription())
                        .orElse(
                            String.valueOf(
                                response.toErrorResponse().getErrorObject().getCode()))));
      }
      var code = response.toSuccessResponse().getAuthorizationCode();
      JWT token = token(new AuthorizationCodeGrant(code, redirect, flow.verifier()));
      IDTokenClaimsSet claims = provider().validator().validate(token, flow.nonce());
      return new Confirmed(
          OidcClaims.identity(claims, configured()), token.getParsedString(), flow.next());
    } catch (ParseException e) {
      throw new OidcFault(
          "%s answered what is no answer: %s".formatted(configured().name(), e.getMessage()), e);
    } catch (BadJOSEException | JOSEException e) {
      throw new OidcFault(
          "the ID token of %s cannot be trusted: %s".formatted(configured().name(), e.getMessage()),
          e);
    }
  }

  private JWT token(AuthorizationCodeGrant grant) throws OidcFault {
    try {
      var response =
          OIDCTokenResponseParser.parse(
              OidcProvider.prepare(configured(), request(grant).toHTTPRequest()).send());
      if (!response.indicatesSuccess()) {
        throw new OidcFault(
            "%s gave no token: %s"
                .formatted(
                    configured().name(), response.toErrorResponse().getErrorObject().toString()));
      }
      return ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens().getIDToken();
    } catch (IOException | ParseException e) {
      throw new OidcFault("%s gave no token: %s".formatted(configured().name(), e.getMessage()), e);
    }
  }

  private TokenRequest request(AuthorizationCodeGrant grant) throws OidcFault, IOException {
    URI endpoint = provider().metadata().getTokenEndpointURI();
    ClientID id = new ClientID(configured().clientId());
    Optional<java.nio.file.Path> file = configured().secretFile();
    if (file.isEmpty()) {
      return new TokenRequest.Builder(endpoint, id, grant).build();
    }
    Secret secret = new Secret(Files.readString(file.get()).strip());
    List<ClientAuthenticationMethod> methods = provider().metadata().getTokenEndpointAuthMethods();
    boolean post =
        methods != null
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    return new TokenRequest.Builder(
            endpoint,
            post ? new ClientSecretPost(id, secret) : new ClientSecretBasic(id, secret),
            grant)
        .build();
  }

  /**
   * Where to send a browser so that it is logged out at the provider, too.
   *
   * @param idToken of the log-in; null when it is lost, then the provider asks the person
   * @param back where the provider is to send the browser then
   * @return empty when the provider knows no log-out, or cannot be asked
   */
  public Optional<URI> logOut(@Nullable String idToken, URI back) {
    try {
      URI endpoint = provider().metadata().getEndSessionEndpointURI();
      return endpoint == null
          ? Optional.empty()
          : Optional.of(
              new LogoutRequest(
                      endpoint,
                      idToken == null ? null : com.nimbusds.jwt.JWTParser.parse(idToken),
                      null,
                      new ClientID(configured().clientId()),
                      back,
                      null,
                      null)
                  .toURI());
    } catch (OidcFault | java.text.ParseException e) {
      return Optional.empty();
    }
  }

  /** What is wrong with the provider now; empty when log-ins can begin, or none is configured. */
  public Optional<String> trouble() {
    if (settings.get().isEmpty()) {
      return Optional.empty();
    }
    try {
      OidcProvider.discover(configured(), clock);
      return Optional.empty();
    } catch (OidcFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
