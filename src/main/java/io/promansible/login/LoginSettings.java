package io.promansible.login;

import io.promansible.identity.IdentitySettings;
import io.promansible.settings.Section;
import java.util.Optional;

/**
 * How people log in: a part of the section {@code access}.
 *
 * @param sessions how long they last
 * @param oidc a provider of OpenID Connect
 * @param ldap a directory
 */
public record LoginSettings(
    IdentitySettings sessions, Optional<OidcSettings> oidc, Optional<LdapSettings> ldap) {
  /** The keys {@code sessions}, {@code oidc} and {@code ldap}. */
  public static LoginSettings read(Section access) {
    return new LoginSettings(
        IdentitySettings.read(access),
        OidcSettings.read(access.section("oidc")),
        LdapSettings.read(access.section("ldap")));
  }
}
