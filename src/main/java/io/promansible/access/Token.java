package io.promansible.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A token, of which only a digest is kept. */
public final class Token {
  private final String name;
  private final Grant grant;
  private final byte[] digest;

  private Token(String name, Grant grant, byte[] digest) {
    this.name = name;
    this.grant = grant;
    this.digest = digest;
  }

  /** From the text of a token file. */
  public static Token of(String name, Grant grant, String secret) {
    return new Token(name, grant, sha256(secret));
  }

  /** Compares in constant time: the digests have one length whatever the caller sends. */
  boolean matches(String secret) {
    return MessageDigest.isEqual(digest, sha256(secret));
  }

  /** Shown in the audit; also the user name of basic authentication. */
  public String name() {
    return name;
  }

  /** What the token may do, and where. */
  public Grant grant() {
    return grant;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
