package io.promansible.access;

import io.promansible.access.Credentials.OfToken;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Knows the tokens of the configuration, and what callers without a token may do. */
public final class TokenAuthenticator {
  /** The name of whoever is let in without a token. */
  public static final String NOBODY = "anonymous";

  private final Supplier<AccessSettings> settings;
  private final Supplier<Token> generated;
  private final Function<String, Set<String>> hostsOf;

  /**
   * Lets callers in by the tokens that are in force.
   *
   * @param generated gives the admin token that this machine makes for itself; it is asked for, and
   *     valid, only while no token is configured
   * @param hostsOf the hosts of a group of the inventory in force, or a host itself
   */
  public TokenAuthenticator(
      Supplier<AccessSettings> settings,
      Supplier<Token> generated,
      Function<String, Set<String>> hostsOf) {
    this.settings = settings;
    this.generated = generated;
    this.hostsOf = hostsOf;
  }

  /** Whether tokens are configured; without them only loopback is served. */
  public boolean guarded() {
    return !settings.get().tokens().isEmpty();
  }

  /** A caller who brings nothing along; empty when such callers may do nothing. */
  public Optional<Principal> anonymous() {
    Set<AccessRole> roles = EnumSet.noneOf(AccessRole.class);
    if (!guarded()) {
      roles.add(AccessRole.WEBHOOK);
    }
    settings.get().anonymous().role(guarded()).ifPresent(role -> roles.addAll(role.included()));
    return roles.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Principal(
                NOBODY,
                Principal.Kind.ANONYMOUS,
                rights(roles.stream().map(Grant::everywhere).toList())));
  }

  /** The caller by a token of the configuration; empty when it is none of them. */
  public Optional<Principal> byToken(OfToken sent) {
    Optional<Principal> found = Optional.empty();
    // Compare all tokens, even after a match, so that the time taken tells nothing.
    for (Token token : guarded() ? settings.get().tokens() : List.of(generated.get())) {
      if (token.matches(sent.secret())
          && (sent.name() == null || sent.name().equals(token.name()))) {
        found =
            Optional.of(
                new Principal(token.name(), Principal.Kind.TOKEN, rights(List.of(token.grant()))));
      }
    }
    return found;
  }

  /** The rights of some grants, by the inventory in force. */
  public Rights rights(Collection<Grant> grants) {
    return Rights.of(grants, hostsOf);
  }
}
