package io.promansible.login;

import io.promansible.access.AccessSettings;
import io.promansible.access.Credentials.OfToken;
import io.promansible.access.Grant;
import io.promansible.access.LoginProvider;
import io.promansible.access.Principal;
import io.promansible.access.Rights;
import io.promansible.access.TokenAuthenticator;
import io.promansible.identity.Account;
import io.promansible.identity.AccountRepository;
import io.promansible.identity.IdentitySettings;
import io.promansible.token.ApiToken;
import io.promansible.token.ApiTokens;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What people and their tokens may do now: by their role, and by the grants in force. */
@Singleton
public final class Principals {
  private final Supplier<AccessSettings> settings;
  private final TokenAuthenticator authenticator;
  private final ApiTokens tokens;
  private final AccountRepository accounts;
  private final Supplier<IdentitySettings> sessions;
  private final Clock clock;

  Principals(
      Supplier<AccessSettings> settings,
      TokenAuthenticator authenticator,
      ApiTokens tokens,
      AccountRepository accounts,
      Supplier<IdentitySettings> sessions,
      Clock clock) {
    this.settings = settings;
    this.authenticator = authenticator;
    this.tokens = tokens;
    this.accounts = accounts;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** The caller of a session. */
  public Principal of(Account account) {
    return new Principal(account.name(), Principal.Kind.PERSON, rights(account));
  }

  /** The caller by a token that a person made; empty when it is not, or no longer, in force. */
  public Optional<Principal> byToken(OfToken sent) {
    return sent.secret().startsWith(ApiTokens.PREFIX)
        ? tokens
            .find(sent.secret())
            .filter(token -> sent.name() == null || sent.name().equals(token.name()))
            .flatMap(token ->
                rights(token)
                    .map(rights -> new Principal(token.caller(), Principal.Kind.TOKEN, rights)))
        : Optional.empty();
  }

  private Optional<Rights> rights(ApiToken token) {
    Rights own = authenticator.rights(List.of(token.grant()));
    return token.account() == null
        ? Optional.of(own)
        : accounts
            .findById(token.account())
            .filter(account -> !account.disabled() && heardOf(account))
            .map(account -> own.within(rights(account)));
  }

  /**
   * Whether a person of another provider has logged in lately: that is when we hear of groups, and
   * whether the person is still there.
   */
  private boolean heardOf(Account account) {
    return account.provider() == LoginProvider.LOCAL
        || (account.lastLoginAt() != null
            && clock.instant().isBefore(account.lastLoginAt().plus(sessions.get().unheard())));
  }

  private Rights rights(Account account) {
    return authenticator.rights(grants(account, account.groups()));
  }

  /** All that a person may do who has these groups. */
  List<Grant> grants(Account account, Collection<String> groups) {
    List<Grant> grants =
        new ArrayList<>(settings.get().of(account.name(), account.provider(), groups));
    if (account.role() != null) {
      grants.add(Grant.everywhere(account.role()));
    }
    return grants;
  }

  /** Whether a name belongs to a token of the configuration: no person may be taken for it. */
  boolean reserved(String name) {
    return settings.get().reserved(name);
  }

  /** Whether any grant concerns a person of another provider who has not logged in before. */
  boolean granted(String name, LoginProvider provider, Collection<String> groups) {
    return provider == LoginProvider.LOCAL || !settings.get().of(name, provider, groups).isEmpty();
  }
}
