package io.promansible.archive;

import io.promansible.fault.WorldFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Long texts of runs: cut, and packed. */
final class LogText {
  private LogText() {}

  /**
   * A file, with its middle left out where it is too long.
   *
   * @param most bytes
   */
  static String read(Path file, long most) {
    try {
      long size = Files.size(file);
      if (size <= most) {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      }
      int half = (int) (most / 2);
      byte[] head = new byte[half];
      try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
        in.readFully(head);
      }
      return new String(head, StandardCharsets.UTF_8)
          + "\n… (%d bytes left out, runs.log_max) …\n".formatted(size - 2L * half)
          + tail(file, half);
    } catch (IOException e) {
      throw new WorldFault(file + " cannot be read", e);
    }
  }

  /** The last bytes of a file; nothing where it cannot be read. */
  static String tail(Path file, int bytes) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(bytes, in.length())];
      in.seek(in.length() - end.length);
      in.readFully(end);
      return new String(end, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** As the database keeps it. */
  static String zip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new WorldFault("a log cannot be compressed", e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  /** What {@link #zip} made. */
  static String unzip(String kept) {
    byte[] bytes = Base64.getDecoder().decode(kept);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WorldFault("a kept log cannot be read", e);
    }
  }
}
