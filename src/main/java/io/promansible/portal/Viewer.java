package io.promansible.portal;

import io.micronaut.http.HttpRequest;
import io.promansible.access.AccessRole;
import io.promansible.access.LoginProvider;
import io.promansible.access.Principal;
import io.promansible.door.AccessFilter;
import io.promansible.identity.Sessions.Opened;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page.
 *
 * @param reads whether this person may see anything of alerts and runs
 * @param operates whether this person may act upon anything at all
 * @param rights the role and the grants, in words
 * @param roles the roles that a token of this person can have, the mightiest last
 * @param csrf what the forms of this person carry; null for who is not logged in
 * @param ownPassword whether the password is kept here
 * @param frozen what is frozen, in words; empty when nothing is
 */
public record Viewer(
    String name,
    boolean known,
    boolean admin,
    boolean reads,
    boolean operates,
    List<String> rights,
    List<String> roles,
    List<String> groups,
    @Nullable String csrf,
    boolean ownPassword,
    String frozen) {
  /** Nobody whom we know. */
  public static final Viewer NOBODY =
      new Viewer("", false, false, false, false, List.of(), List.of(), List.of(), null, false, "");

  /** Who looks at a page that says nothing of freezes. */
  public static Viewer of(Principal caller, HttpRequest<?> request) {
    return of(caller, request, "");
  }

  /** Who looks at a page. */
  public static Viewer of(Principal caller, HttpRequest<?> request, String frozen) {
    Opened session = AccessFilter.sessionOf(request).orElse(null);
    return new Viewer(
        caller.name(),
        true,
        caller.everywhere(AccessRole.ADMIN),
        caller.may(AccessRole.VIEWER),
        caller.may(AccessRole.OPERATOR),
        caller.rights().text(),
        Arrays.stream(AccessRole.values()).filter(caller::may).map(AccessRole::text).toList(),
        session == null ? List.of() : session.account().groups(),
        session == null ? null : session.csrf(),
        session != null && session.account().provider() == LoginProvider.LOCAL,
        frozen);
  }
}
