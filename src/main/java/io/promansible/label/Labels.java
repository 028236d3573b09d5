package io.promansible.label;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names and values, sorted by name; a missing label equals an empty one, as in Prometheus. */
public record Labels(SortedMap<String, String> values) {
  /** No labels. */
  public static final Labels NONE = of(Map.of());

  /** Copies, so that nobody changes them afterwards. */
  public Labels {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** From any map. */
  public static Labels of(Map<String, String> values) {
    return new Labels(new TreeMap<>(values));
  }

  /** The value, or an empty text. */
  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  /**
   * SHA-256 over a source and the sorted labels, in hex.
   *
   * <p>Every part is written with its length before it, so that no two sets of labels give the same
   * bytes. Alertmanager's own fingerprint is FNV-1a with 64 bits and can be forged in a second; it
   * is shown, never used.
   */
  public String digest(String source) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      part(sha, source);
      values.forEach((name, value) -> {
        part(sha, name);
        part(sha, value);
      });
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void part(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    sha.update(bytes);
  }
}
