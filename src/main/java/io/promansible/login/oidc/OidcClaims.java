package io.promansible.login.oidc;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import io.promansible.access.LoginProvider;
import io.promansible.login.Identity;
import io.promansible.login.OidcSettings;
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
    if (of.usernameClaim().equals("email")
        && !Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"))) {
      throw new OidcFault("the provider has not verified the address " + name);
    }
    return new Identity(
        LoginProvider.OIDC,
        name,
        claims.getIssuer().getValue() + "#" + claims.getSubject().getValue(),
        groups(claims, of),
        note(claims, of));
  }

  private static List<String> groups(IDTokenClaimsSet claims, OidcSettings of) throws OidcFault {
    Object groups = claims.getClaim(of.groupsClaim());
    return switch (groups) {
      case null -> List.of();
      case String one -> List.of(one);
      case List<?> many -> many.stream().map(String::valueOf).toList();
      default ->
          throw new OidcFault("the claim '%s' is no list of names".formatted(of.groupsClaim()));
    };
  }

  /** Providers leave the claim out for who is in no group; and when nobody told them to add it. */
  private static String note(IDTokenClaimsSet claims, OidcSettings of) {
    return claims.getClaim(of.groupsClaim()) == null
        ? "; the ID token has no claim '%s': let the provider add it, or set access.oidc.groups_claim to one that it has"
            .formatted(of.groupsClaim())
        : "";
  }
}
