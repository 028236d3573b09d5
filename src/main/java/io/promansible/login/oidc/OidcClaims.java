package io.promansible.login.oidc;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.promansible.identity.LoginProvider;
import io.promansible.login.Identity;
import io.promansible.login.OidcSettings;
import java.util.Arrays;
import java.util.List;

/** What an ID token says of a person, by the claims that the settings name. */
final class OidcClaims {
  private OidcClaims() {}

  /**
   * Who a person is.
   *
   * @throws OidcFault when a claim is missing, with the name of the setting
   */
  static Identity identity(IDTokenClaimsSet claims, OidcSettings of) throws OidcFault {
    String name = claims.getStringClaim(of.usernameClaim());
    if (name == null || name.isBlank()) {
      throw new OidcFault(
          "the ID token has no claim '%s'; set access.oidc.username_claim to one that it has, or let the provider add it"
              .formatted(of.usernameClaim()));
    }
    return new Identity(
        LoginProvider.OIDC, name, claims.getSubject().getValue(), groups(claims, of));
  }

  private static List<String> groups(IDTokenClaimsSet claims, OidcSettings of) throws OidcFault {
    Object groups = claims.getClaim(of.groupsClaim());
    return switch (groups) {
      case null ->
          throw new OidcFault(
              "the ID token has no claim '%s'; let the provider add it, or set access.oidc.groups_claim to one that it has"
                  .formatted(of.groupsClaim()));
      case String one -> Arrays.stream(one.split("[ ,]+")).filter(g -> !g.isEmpty()).toList();
      case List<?> many -> many.stream().map(String::valueOf).toList();
      default ->
          throw new OidcFault("the claim '%s' is no list of names".formatted(of.groupsClaim()));
    };
  }
}
