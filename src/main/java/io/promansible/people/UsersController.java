package io.promansible.people;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.promansible.access.AccessRole;
import io.promansible.access.Principal;
import io.promansible.fault.InputFault;
import io.promansible.http.Parameters;
import io.promansible.http.RequestThreads;
import io.promansible.identity.Account;
import io.promansible.identity.Accounts;
import io.promansible.login.Principals;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/users}: the accounts of people; for admins. */
@Controller("/api/v1/users")
@ExecuteOn(RequestThreads.REQUESTS)
final class UsersController {
  /** The word for no role, in requests. */
  static final String NO_ROLE = "none";

  private final Accounts accounts;
  private final Principals principals;

  UsersController(Accounts accounts, Principals principals) {
    this.accounts = accounts;
    this.principals = principals;
  }

  /**
   * A new account.
   *
   * @param role {@code none}, or missing, when only grants are to say what the person may do
   */
  record NewUser(
      @Nullable String name,
      @Nullable String role,
      @Nullable List<String> groups,
      @Nullable String password) {
    @Override
    public String toString() {
      return "a new user";
    }
  }

  /** A change; what is missing stays as it is. */
  record UserChange(
      @Nullable String role, @Nullable List<String> groups, @Nullable Boolean disabled) {}

  /** A new password. */
  record NewPassword(@Nullable String password) {
    @Override
    public String toString() {
      return "a new password";
    }
  }

  @Get
  Map<String, List<UserView>> list() {
    return Map.of("users", accounts.all().stream().map(this::view).toList());
  }

  @Get("/{name}")
  UserView one(String name) {
    return view(find(name));
  }

  /** Adds an account whose password is checked here. */
  @Post
  HttpResponse<UserView> add(@Body NewUser user, Principal caller) {
    Account made =
        accounts.add(
            caller.name(),
            user.name() == null ? "" : user.name(),
            role(user.role()),
            user.groups() == null ? List.of() : user.groups(),
            user.password() == null ? "" : user.password());
    return HttpResponse.created(view(made), URI.create("/api/v1/users/" + made.name()));
  }

  /** Changes role or groups, disables or enables. Nobody takes the last way in from themselves. */
  @Patch("/{name}")
  UserView change(String name, @Body UserChange change, Principal caller) {
    Account account = find(name);
    if (change.role() != null || change.groups() != null) {
      AccessRole role = change.role() == null ? account.role() : role(change.role());
      if (account.name().equals(caller.name()) && role != AccessRole.ADMIN) {
        throw new InputFault("role", "is your own; another admin must take it from you");
      }
      accounts.change(caller.name(), account, role, change.groups());
    }
    if (change.disabled() != null) {
      requireOther(account, caller);
      accounts.disable(caller.name(), account, change.disabled());
    }
    return one(name);
  }

  @Delete("/{name}")
  HttpResponse<?> delete(String name, Principal caller) {
    Account account = find(name);
    requireOther(account, caller);
    accounts.delete(caller.name(), account);
    return HttpResponse.noContent();
  }

  /** Sets a password, and ends the person's sessions. */
  @Post("/{name}/password")
  UserView password(String name, @Body NewPassword wish, Principal caller) {
    String password = wish.password() == null ? "" : wish.password();
    accounts.password(caller.name(), find(name), password, null);
    return one(name);
  }

  /** Ends the person's sessions in all browsers. */
  @Post("/{name}/log-out")
  @Consumes(MediaType.ALL)
  UserView logOut(String name, Principal caller, HttpRequest<?> request) {
    accounts.logOut(caller.name(), find(name));
    return one(name);
  }

  private static void requireOther(Account account, Principal caller) {
    if (account.name().equals(caller.name())) {
      throw new InputFault("name", "is yourself; another admin must do this");
    }
  }

  /** A role by its name in lower case; null for none. */
  static @Nullable AccessRole role(@Nullable String text) {
    if (text == null || text.equals(NO_ROLE)) {
      return null;
    }
    String constant = Parameters.constant("role", text, AccessRole.class);
    return constant == null ? null : AccessRole.valueOf(constant.toUpperCase(Locale.ROOT));
  }

  private UserView view(Account account) {
    return UserView.of(
        account, accounts.sessions(account.name()), principals.of(account).rights().text());
  }

  private Account find(String name) {
    return accounts
        .find(name)
        .orElseThrow(() -> new HttpStatusException(HttpStatus.NOT_FOUND, "no user '" + name + "'"));
  }
}
