package io.promansible.people;

import io.promansible.http.Parameters;
import io.promansible.identity.Account;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person as the API shows them.
 *
 * @param role that holds everywhere; null when only grants say what this person may do
 * @param rights the role and the grants, in words
 * @param sessions in how many browsers the person is logged in
 */
record UserView(
    String name,
    @Nullable String provider,
    @Nullable String role,
    List<String> groups,
    boolean disabled,
    Instant createdAt,
    @Nullable Instant lastLoginAt,
    int sessions,
    List<String> rights) {
  static UserView of(Account account, int sessions, List<String> rights) {
    return new UserView(
        account.name(),
        Parameters.shown(account.provider()),
        Parameters.shown(account.role()),
        account.groups(),
        account.disabled(),
        account.createdAt(),
        account.lastLoginAt(),
        sessions,
        rights);
  }
}
