package io.promansible.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** Certificates for 127.0.0.1 that trust nobody but themselves, made by the JDK's keytool. */
public final class Certificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private Certificate() {}

  /**
   * Writes {@code cert.pem} and {@code key.pem} into a folder, in place of what is there.
   *
   * @param name by which this one is told from others
   * @param algorithm RSA or EC
   * @param days how long it can be used
   */
  public static void write(Path folder, String name, String algorithm, int days) {
    Path store = folder.resolve(name + ".p12");
    Programs.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
            "-genkeypair",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD),
            "-alias",
            "own",
            "-dname",
            "CN=" + name,
            "-keyalg",
            algorithm,
            "-validity",
            Integer.toString(days),
            "-ext",
            "san=ip:127.0.0.1,dns:localhost"));
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      pem(folder, "key", "PRIVATE KEY", keys.getKey("own", PASSWORD).getEncoded());
      pem(folder, "cert", "CERTIFICATE", keys.getCertificate("own").getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pem(Path folder, String name, String what, byte[] der) throws IOException {
    String text =
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(
                what,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(der));
    Path fresh = folder.resolve(name + ".new");
    Files.writeString(fresh, text);
    Files.move(
        fresh,
        folder.resolve(name + ".pem"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
