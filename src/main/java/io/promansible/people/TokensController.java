package io.promansible.people;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.access.Scope;
import io.promansible.database.TimeIds;
import io.promansible.door.RequiresRole;
import io.promansible.fault.InputFault;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.token.ApiToken;
import io.promansible.token.ApiTokens.Made;
import io.promansible.token.TokenDesk;
import io.promansible.token.TokenDesk.Wish;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/tokens}: a person's own tokens; for admins those of all, and of programs. */
@Controller("/api/v1/tokens")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.INVENTORY)
final class TokensController {
  private final TokenDesk desk;

  TokensController(TokenDesk desk) {
    this.desk = desk;
  }

  /**
   * A token as the API shows it.
   *
   * @param owner whose it is; null for a program's
   * @param token the token itself, only in the answer that makes it
   */
  record TokenView(
      UUID id,
      String name,
      @Nullable String owner,
      String role,
      Scope scope,
      String madeBy,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant usedAt,
      @com.fasterxml.jackson.annotation.JsonInclude(
              com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
          @Nullable String token) {
    static TokenView of(ApiToken token, @Nullable String secret) {
      return new TokenView(
          token.id(),
          token.name(),
          token.account(),
          token.role().text(),
          token.grant().scope(),
          token.madeBy(),
          token.createdAt(),
          token.expiresAt(),
          token.usedAt(),
          secret);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A token that a person wants.
   *
   * @param hosts groups or hosts of the inventory at which it ends; missing for no such limit
   * @param expires the end, a time in RFC 3339; missing for none
   * @param program whether it belongs to no person; for admins
   */
  record NewToken(
      @Nullable String name,
      @Nullable String role,
      @Nullable List<String> hosts,
      @Nullable List<String> handlers,
      @Nullable List<String> roles,
      @Nullable String expires,
      @Nullable Boolean program) {
    Wish wish() {
      AccessRole wanted = UsersController.role(role);
      if (wanted == null) {
        throw new InputFault("role", "must be given");
      }
      return new Wish(
          name == null ? "" : name,
          wanted,
          new Scope(orNone(hosts), orNone(handlers), orNone(roles)),
          Parameters.time("expires", expires),
          Boolean.TRUE.equals(program));
    }

    private static List<String> orNone(@Nullable List<String> names) {
      return names == null ? List.of() : names;
    }
  }

  @Get
  Map<String, List<TokenView>> list(Principal caller) {
    return Map.of(
        "tokens", desk.of(caller).stream().map(token -> TokenView.of(token, null)).toList());
  }

  /** Makes a token. This answer shows it, and no other will. */
  @Post
  HttpResponse<TokenView> make(@Body NewToken wish, Principal caller) {
    Made made = desk.make(caller, wish.wish());
    return HttpResponse.created(
        TokenView.of(made.token(), made.secret()),
        URI.create("/api/v1/tokens/" + made.token().id()));
  }

  /** Revokes a token, one's own, or for admins any. */
  @Delete("/{id}")
  HttpResponse<?> revoke(String id, Principal caller) {
    desk.revoke(caller, TimeIds.parse("id", id));
    return HttpResponse.noContent();
  }
}
