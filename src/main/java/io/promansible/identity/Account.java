package io.promansible.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.access.AccessRole;
import io.promansible.access.LoginProvider;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person who can log in.
 *
 * @param provider who checks the log-in
 * @param subject what the provider calls this person, and never gives to another; null for ours
 * @param role that holds everywhere; null when only grants say what this person may do
 * @param memberOf the names of the groups, as JSON; from the provider at the last log-in
 * @param password the Argon2id hash; null where it is checked elsewhere
 * @param lastLoginAt null before the first log-in
 */
@MappedEntity("account")
public record Account(
    @Id String name,
    LoginProvider provider,
    @Nullable String subject,
    @Nullable AccessRole role,
    String memberOf,
    @Nullable String password,
    boolean disabled,
    Instant createdAt,
    @Nullable Instant lastLoginAt) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The groups by name. */
  public List<String> groups() {
    try {
      return JSON.readValue(memberOf, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("groups that we stored are not JSON", e);
    }
  }

  public static String json(Collection<String> groups) {
    return JSON.valueToTree(groups.stream().sorted().distinct().toList()).toString();
  }

  /** What the audit shows of it. */
  String text() {
    return "role %s, groups %s%s"
        .formatted(
            role == null ? "none" : role.text(),
            groups().isEmpty() ? "none" : String.join(", ", groups()),
            disabled ? ", disabled" : "");
  }

  /** Without the hash of the password. */
  @Override
  public String toString() {
    return name + ": " + text();
  }
}
