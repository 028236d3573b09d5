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

/** Cuts and compresses long texts of runs. */
final class LogText {
  private LogText() {}

  /** Reads a file; of one longer than {@code most} bytes the middle is left out. */
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

  /** The last bytes of a file as text; empty where it cannot be read. */
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

  /** The text as the database keeps it: gzip in Base64. */
  static String zip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new WorldFault("a log cannot be compressed", e);
    }
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  /** The text that {@link #zip} compressed. */
  static String unzip(String kept) {
    byte[] bytes = Base64.getDecoder().decode(kept);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new WorldFault("a kept log cannot be read", e);
    }
  }
}
