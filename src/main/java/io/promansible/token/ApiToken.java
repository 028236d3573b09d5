package io.promansible.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.promansible.access.AccessRole;
import io.promansible.access.Grant;
import io.promansible.access.Scope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token made by a person.
 *
 * @param account whose it is: it may do no more than its owner; null when it belongs to a program
 * @param scope where its role holds, as JSON
 * @param digest the SHA-256 of the token
 * @param expiresAt null when it does not expire
 * @param usedAt when it was used last, to the minute; null before the first time
 */
@MappedEntity("api_token")
public record ApiToken(
    @Id UUID id,
    String name,
    @Nullable String account,
    AccessRole role,
    String scope,
    String digest,
    String madeBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant usedAt) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the token may do, and where. */
  public Grant grant() {
    try {
      return new Grant(role, JSON.readValue(scope, Scope.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a scope that we stored is not JSON", e);
    }
  }

  static String json(Scope scope) {
    return JSON.createObjectNode()
        .<com.fasterxml.jackson.databind.node.ObjectNode>set(
            "hosts", JSON.valueToTree(scope.hosts()))
        .<com.fasterxml.jackson.databind.node.ObjectNode>set(
            "handlers", JSON.valueToTree(scope.handlers()))
        .set("roles", JSON.valueToTree(scope.roles()))
        .toString();
  }

  /** The name of the token as a caller, in the audit and in the log. */
  public String caller() {
    return account == null ? "token " + name : account + " by token " + name;
  }

  /** Without the digest. */
  @Override
  public String toString() {
    return caller() + ": " + grant();
  }
}
