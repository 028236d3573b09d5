package io.promansible.access;

import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The admin token of a service without configured tokens: made once, kept in the data folder. */
public final class GeneratedToken {
  /** Its name, as the audit shows it. */
  static final String NAME = "generated";

  private static final int BYTES = 32;

  private GeneratedToken() {}

  /** The file of the token, in the data folder. */
  public static Path file(Path data) {
    return data.resolve("admin.token");
  }

  /** Reads the token, or makes it in a file that only its owner may read. */
  public static Token load(Path data) {
    Path file = file(data);
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
      }
      String secret = Files.readString(file).strip();
      if (secret.length() < BYTES) {
        throw new WorldFault(
            "the admin token " + file + " is cut short; delete it, it is made anew");
      }
      return Token.of(NAME, Grant.everywhere(AccessRole.ADMIN), secret);
    } catch (IOException e) {
      throw new WorldFault("the admin token " + file + " can be neither read nor made", e);
    }
  }
}
