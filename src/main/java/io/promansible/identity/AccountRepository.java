package io.promansible.identity;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code account}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AccountRepository extends CrudRepository<Account, String> {
  /** All accounts, sorted by name. */
  @Query("SELECT * FROM account ORDER BY name")
  List<Account> all();

  /** The account of a person of another provider. */
  @Query("SELECT * FROM account WHERE provider = :provider AND subject = :subject")
  Optional<Account> ofSubject(String provider, String subject);

  /** How many accounts may do everything and log in. */
  @Query("SELECT COUNT(*) FROM account WHERE role = 'ADMIN' AND disabled = FALSE")
  int admins();

  /** Adds an account; 0 when the name is taken. */
  @Query(
      """
      INSERT INTO account (name, provider, subject, role, member_of, password, created_at)
      VALUES (:name, :provider, :subject, :role, :memberOf, :password, :now) ON CONFLICT DO NOTHING\
      """)
  int add(
      String name,
      String provider,
      @Nullable String subject,
      @Nullable String role,
      String memberOf,
      @Nullable String password,
      Instant now);

  /** Changes the role and the groups. */
  @Query("UPDATE account SET role = :role, member_of = :memberOf WHERE name = :name")
  int change(String name, @Nullable String role, String memberOf);

  /** Disables or enables an account; 0 when it is so already. */
  @Query("UPDATE account SET disabled = :disabled WHERE name = :name AND disabled <> :disabled")
  int disable(String name, boolean disabled);

  /** Replaces the hash of the password. */
  @Query("UPDATE account SET password = :password WHERE name = :name AND provider = 'LOCAL'")
  int password(String name, String password);

  /** Notes a log-in. */
  @Query("UPDATE account SET last_login_at = :now WHERE name = :name")
  int loggedIn(String name, Instant now);

  /** Keeps the groups that came with a log-in. */
  @Query("UPDATE account SET member_of = :memberOf WHERE name = :name")
  int groups(String name, String memberOf);
}
