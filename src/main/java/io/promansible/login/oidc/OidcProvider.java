package io.promansible.login.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.promansible.fault.WorldFault;
import io.promansible.login.OidcSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** What a provider says of itself by discovery, and its keys; both are asked for again. */
final class OidcProvider {
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final int ANSWER_MAX = 1 << 20;
  private static final int CLOCK_SKEW_SECONDS = 60;
  // A provider that has just changed its keys is asked for them again after so long.
  private static final long KEYS_AGAIN_MILLIS = 5000;

  private final OidcSettings settings;
  private final OIDCProviderMetadata metadata;
  private final IDTokenValidator validator;
  private final Instant readAt;

  private OidcProvider(
      OidcSettings settings,
      OIDCProviderMetadata metadata,
      IDTokenValidator validator,
      Instant readAt) {
    this.settings = settings;
    this.metadata = metadata;
    this.validator = validator;
    this.readAt = readAt;
  }

  /**
   * Asks a provider.
   *
   * @throws OidcFault when it does not answer, or says that it is another
   */
  static OidcProvider discover(OidcSettings settings, Clock clock) throws OidcFault {
    try {
      OIDCProviderMetadata metadata =
          OIDCProviderMetadata.resolve(
              new Issuer(settings.issuer()), request -> prepare(settings, request));
      int timeout = Math.toIntExact(settings.timeout().toMillis());
      JWKSource<SecurityContext> keys =
          JWKSourceBuilder.<SecurityContext>create(
                  metadata.getJWKSetURI().toURL(),
                  new DefaultResourceRetriever(
                      timeout,
                      timeout,
                      ANSWER_MAX,
                      true,
                      settings.tls().context().getSocketFactory()))
              .refreshAheadCache(false)
              .rateLimited(KEYS_AGAIN_MILLIS)
              .build();
      Set<JWSAlgorithm> signed = new HashSet<>(JWSAlgorithm.Family.RSA);
      signed.addAll(JWSAlgorithm.Family.EC);
      IDTokenValidator validator =
          new IDTokenValidator(
              metadata.getIssuer(),
              new ClientID(settings.clientId()),
              new JWSVerificationKeySelector<>(signed, keys),
              null);
      validator.setMaxClockSkew(CLOCK_SKEW_SECONDS);
      return new OidcProvider(settings, metadata, validator, clock.instant());
    } catch (GeneralException | IOException | IllegalArgumentException | WorldFault e) {
      throw new OidcFault(
          "%s (%s) cannot be asked: %s"
              .formatted(settings.name(), settings.issuer(), e.getMessage()),
          e);
    }
  }

  /** Sets what every request to the provider needs. */
  static HTTPRequest prepare(OidcSettings settings, HTTPRequest request) {
    int timeout = Math.toIntExact(settings.timeout().toMillis());
    request.setConnectTimeout(timeout);
    request.setReadTimeout(timeout);
    request.setSSLSocketFactory(settings.tls().context().getSocketFactory());
    request.setFollowRedirects(false);
    return request;
  }

  boolean holds(OidcSettings inForce, Instant now) {
    return settings.equals(inForce) && now.isBefore(readAt.plus(FRESH));
  }

  OIDCProviderMetadata metadata() {
    return metadata;
  }

  IDTokenValidator validator() {
    return validator;
  }
}
