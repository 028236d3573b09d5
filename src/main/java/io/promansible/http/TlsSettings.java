package io.promansible.http;

import io.promansible.settings.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * With what the service proves who it is. Both files are read again when they change.
 *
 * @param certificate our certificate and those that lead to its authority, PEM
 * @param key its private key, PEM, PKCS 8, without a password
 */
public record TlsSettings(Path certificate, Path key) {
  private static final Duration SOON = Duration.ofDays(14);
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** The section {@code tls}; empty when it is left out: then the service speaks plain HTTP. */
  public static Optional<TlsSettings> read(Section section) {
    if (section.names().isEmpty()) {
      section.end();
      return Optional.empty();
    }
    String certificate = section.required("certificate");
    String key = section.required("key");
    section.end();
    TlsSettings tls = new TlsSettings(section.resolve(certificate), section.resolve(key));
    if (!certificate.isEmpty() && !key.isEmpty()) {
      tls.check(section);
    }
    return Optional.of(tls);
  }

  private void check(Section section) {
    PublicKey known;
    try {
      known = leaf().getPublicKey();
    } catch (IOException | GeneralSecurityException e) {
      section.fault("certificate", "cannot be used: " + said(e));
      return;
    }
    try {
      if (!isPair(known, privateKey(known.getAlgorithm()))) {
        section.fault("key", "is not the key of this certificate");
      }
    } catch (IOException | GeneralSecurityException e) {
      section.fault("key", "cannot be used: " + said(e));
    }
  }

  private static String said(Exception e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? e.getMessage() + " does not exist"
        : e.toString();
  }

  /**
   * What is wrong with the certificate now; empty when it can be used for two more weeks.
   *
   * @param now the moment
   */
  public Optional<String> trouble(Instant now) {
    try {
      Instant end = leaf().getNotAfter().toInstant();
      return end.isBefore(now.plus(SOON))
          ? Optional.of(certificate + " can be used until " + end + " only; put a new one there")
          : Optional.empty();
    } catch (IOException | GeneralSecurityException e) {
      return Optional.of(certificate + " cannot be used, the one before serves on: " + said(e));
    }
  }

  private X509Certificate leaf() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificate)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private PrivateKey privateKey(String algorithm) throws IOException, GeneralSecurityException {
    Matcher pem = PKCS8.matcher(Files.readString(key));
    if (!pem.find()) {
      throw new InvalidKeySpecException(
          "no 'BEGIN PRIVATE KEY' (PKCS 8, without a password); convert it by: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
  }

  private static boolean isPair(PublicKey known, PrivateKey secret)
      throws GeneralSecurityException {
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm(known.getAlgorithm()));
    signature.initSign(secret);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(known);
    signature.update(text);
    return signature.verify(signed);
  }

  private static String algorithm(String ofKey) {
    return switch (ofKey) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> ofKey;
    };
  }
}
