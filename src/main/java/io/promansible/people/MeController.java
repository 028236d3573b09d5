package io.promansible.people;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.door.AccessFilter;
import io.promansible.door.RequiresRole;
import io.promansible.door.TrustedProxies;
import io.promansible.fault.InputFault;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.identity.Sessions.Opened;
import io.promansible.identity.Sessions.Origin;
import io.promansible.login.OwnPassword;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/me}: who the caller is, and the own password. */
@Controller("/api/v1/me")
@ExecuteOn(RequestThreads.REQUESTS)
@RequiresRole(AccessRole.INVENTORY)
final class MeController {
  private final OwnPassword passwords;
  private final Supplier<TrustedProxies> proxies;

  MeController(OwnPassword passwords, Supplier<TrustedProxies> proxies) {
    this.passwords = passwords;
    this.proxies = proxies;
  }

  /**
   * The caller.
   *
   * @param rights the role and the grants, in words
   * @param csrf what a script in a browser sends along as {@code X-CSRF-Token}; null for others
   */
  record Me(
      String name,
      @Nullable String kind,
      List<String> rights,
      List<String> groups,
      @Nullable String csrf) {}

  /** The change of the own password. */
  record PasswordChange(@Nullable String old, @Nullable String password) {
    @Override
    public String toString() {
      return "a change of the password";
    }
  }

  @Get
  Me me(Principal caller, HttpRequest<?> request) {
    Opened session = AccessFilter.sessionOf(request).orElse(null);
    return new Me(
        caller.name(),
        Parameters.shown(caller.kind()),
        caller.rights().text(),
        session == null ? List.of() : session.account().groups(),
        session == null ? null : session.csrf());
  }

  /** Changes the own password; other sessions end. */
  @Post("/password")
  Me password(@Body PasswordChange change, Principal caller, HttpRequest<?> request) {
    Opened session =
        AccessFilter.sessionOf(request)
            .orElseThrow(() ->
                new HttpStatusException(
                    HttpStatus.FORBIDDEN, "only a person who is logged in has a password"));
    if (change.old() == null || change.password() == null) {
      throw new InputFault("old", "and 'password' must be given");
    }
    passwords.change(
        session, change.old(), change.password(), new Origin(proxies.get().client(request), ""));
    return me(caller, request);
  }
}
