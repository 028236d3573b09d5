package io.promansible.project;

import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether a call comes from the git host: GitHub, Gitea and Forgejo sign the body ({@code
 * X-Hub-Signature-256}, HMAC-SHA-256), GitLab sends the secret itself ({@code X-Gitlab-Token}).
 */
public final class WebhookSecret {
  private static final String PREFIX = "sha256=";

  private WebhookSecret() {}

  /**
   * Compares in constant time.
   *
   * @param file the file of the secret
   * @param signature the signature of the body
   * @param token the secret as it was sent
   * @throws WorldFault when the file cannot be read, or is empty
   */
  public static boolean proves(
      Path file, byte[] body, @Nullable String signature, @Nullable String token) {
    byte[] secret = read(file);
    if (signature != null && signature.startsWith(PREFIX)) {
      return same(
          signature.substring(PREFIX.length()), HexFormat.of().formatHex(sign(secret, body)));
    }
    return token != null && same(token, new String(secret, StandardCharsets.UTF_8));
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sign(byte[] secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }

  private static byte[] read(Path file) {
    try {
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new WorldFault("the webhook's secret in " + file + " is empty");
      }
      return secret.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WorldFault("the webhook's secret in " + file + " cannot be read", e);
    }
  }
}
