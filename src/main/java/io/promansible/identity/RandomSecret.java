package io.promansible.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Secrets that we make, and what is kept of them. */
public final class RandomSecret {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomSecret() {}

  /** A secret of 256 random bits, as text for a header or an address. */
  public static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * What is kept of a secret: its SHA-256 in hex. That is enough for random secrets; passwords of
   * people need {@link Passwords}.
   */
  public static String digest(String secret) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether two secrets are the same; takes as long whether they are or not. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        digest(one).getBytes(StandardCharsets.UTF_8),
        digest(other).getBytes(StandardCharsets.UTF_8));
  }
}
