package io.promansible.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passwords of people, of which only the Argon2id hash is kept, with the parameters that OWASP's
 * Password Storage Cheat Sheet names first: 19 MiB, two rounds, one lane.
 */
@Singleton
public final class Passwords {
  static final int LEAST = 12;
  private static final int MOST = 1024;
  private static final int SALT = 16;
  private static final Argon2Function ARGON2 =
      Argon2Function.getInstance(19 << 10, 2, 1, 32, Argon2.ID);

  // Each needs 19 MiB and a processor: so many guesses at once, however many callers guess.
  private final Semaphore atOnce = new Semaphore(2);

  // Compared with where there is no account, so that the time taken tells nothing.
  private final String nobodys = hash(RandomSecret.next());

  /**
   * Checks a new password.
   *
   * @throws InputFault when it is too short or too long
   */
  public static void require(String password) {
    if (password.length() < LEAST) {
      throw new InputFault(
          "password", "must have at least " + LEAST + " characters; a sentence is a good one");
    }
    if (password.length() > MOST) {
      throw new InputFault("password", "must have at most " + MOST + " characters");
    }
  }

  /** The hash of a password, with a salt of its own. */
  public String hash(String password) {
    return Password.hash(password).addRandomSalt(SALT).with(ARGON2).getResult();
  }

  /**
   * Whether a password is the right one.
   *
   * @param hash what is kept of the right one; null where there is no account, which takes as long
   * @throws WorldFault when too many others are being checked
   */
  public boolean check(String password, @Nullable String hash) {
    if (password.length() > MOST) {
      return false;
    }
    try {
      if (!atOnce.tryAcquire(10, TimeUnit.SECONDS)) {
        throw new WorldFault("too many people log in at this moment; try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorldFault("the service is stopping", e);
    }
    try {
      String against = hash == null ? nobodys : hash;
      boolean right =
          Password.check(password, against).with(Argon2Function.getInstanceFromHash(against));
      return right && hash != null;
    } finally {
      atOnce.release();
    }
  }
}
