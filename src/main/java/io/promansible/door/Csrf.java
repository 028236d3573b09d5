package io.promansible.door;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;
import io.promansible.identity.RandomSecret;
import io.promansible.identity.Sessions.Opened;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses what another site makes a browser send with the cookie of a session. */
public final class Csrf {
  /** The header in which scripts send the token. */
  public static final String HEADER = "X-CSRF-Token";

  /** The field in which forms send it. */
  public static final String FIELD = "csrf";

  static final String REFUSED =
      "this did not come from a page of Promansible that is open in this session; load the page again, then try once more";

  private Csrf() {}

  /** Whether a token is the one of a session. */
  static boolean holds(Opened session, @Nullable String token) {
    return token != null && RandomSecret.same(token, session.csrf());
  }

  /**
   * Checks the token of a form.
   *
   * @throws HttpStatusException when it is missing or wrong
   */
  public static void require(HttpRequest<?> request, Map<String, String> form) {
    Optional<Opened> session = AccessFilter.sessionOf(request);
    if (session.isPresent() && !holds(session.get(), form.get(FIELD))) {
      throw new HttpStatusException(HttpStatus.FORBIDDEN, REFUSED);
    }
  }
}
