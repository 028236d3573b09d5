package io.promansible.token;

import com.google.re2j.Pattern;
import io.promansible.access.AccessRole;
import io.promansible.access.Grant;
import io.promansible.access.Principal;
import io.promansible.access.Scope;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.label.Re2;
import io.promansible.token.ApiTokens.Made;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may make, see and revoke which tokens: people their own, admins all. */
@Singleton
public final class TokenDesk {
  private final ApiTokens tokens;

  TokenDesk(ApiTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * A token that a caller wants.
   *
   * @param expires null for never
   * @param program whether it is to belong to no person
   */
  public record Wish(
      String name, AccessRole role, Scope scope, @Nullable Instant expires, boolean program) {}

  /** The tokens that a caller may see, newest first. */
  public List<ApiToken> of(Principal caller) {
    return tokens.all().stream().filter(token -> mayTouch(caller, token)).toList();
  }

  private static boolean mayTouch(Principal caller, ApiToken token) {
    return caller.everywhere(AccessRole.ADMIN)
        || (caller.kind() == Principal.Kind.PERSON
            && Objects.equals(token.account(), caller.name()));
  }

  /**
   * Makes a token.
   *
   * @throws Forbidden when this caller may not make such a token
   * @throws InputFault when something about it is wrong
   */
  public Made make(Principal caller, Wish wish) {
    if (wish.program() && !caller.everywhere(AccessRole.ADMIN)) {
      throw new Forbidden("only an admin makes tokens for programs");
    }
    if (!wish.program() && caller.kind() != Principal.Kind.PERSON) {
      throw new Forbidden(
          "a token makes no tokens for people; log in as a person, or ask for one with program: true");
    }
    if (!caller.may(wish.role())) {
      throw new InputFault("role", "is more than you may do yourself");
    }
    if (!wish.scope().unlimited() && !wish.role().limitable()) {
      throw new InputFault(
          "role", wish.role().text() + " holds everywhere; leave out hosts, handlers and roles");
    }
    requirePatterns("handlers", wish.scope().handlers());
    requirePatterns("roles", wish.scope().roles());
    return tokens.make(
        caller.name(),
        wish.name(),
        wish.program() ? null : caller.name(),
        new Grant(wish.role(), wish.scope()),
        wish.expires());
  }

  private static void requirePatterns(String field, List<String> patterns) {
    for (String text : patterns) {
      try {
        Pattern _ = Re2.anchored(text);
      } catch (IllegalArgumentException e) {
        throw new InputFault(field, String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Revokes a token.
   *
   * @throws NotFound when there is none that this caller may see
   */
  public void revoke(Principal caller, UUID id) {
    ApiToken token =
        tokens
            .find(id)
            .filter(found -> mayTouch(caller, found))
            .orElseThrow(() -> new NotFound("no token " + id));
    tokens.revoke(caller.name(), token);
  }
}
