package io.promansible.archive;

import io.promansible.fault.WorldFault;
import io.promansible.log.RunLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Cuts and compresses long texts of runs. */
final class LogText {
  private static final int PART = 1 << 16;

  private LogText() {}

  /**
   * Reads a file; of one longer than {@code most} bytes the middle is left out: whole lines, and a
   * line in their place says how many, see {@link RunLog}.
   */
  static String read(Path file, long most) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      // What is written meanwhile is read the next time.
      long size = in.length();
      if (size <= most) {
        return text(read(in, 0, (int) size));
      }
      int half = (int) (most / 2);
      byte[] head = read(in, 0, half);
      byte[] tail = read(in, size - half, half);
      int headEnd = lastLine(head);
      int tailBegin = firstLine(tail);
      long from = headEnd;
      long to = size - half + tailBegin;
      return text(Arrays.copyOf(head, headEnd))
          + (head[headEnd - 1] == '\n' ? "" : "\n")
          + RunLog.LEFT_OUT.formatted(to - from, lines(in, from, to))
          + "\n"
          + text(Arrays.copyOfRange(tail, tailBegin, half));
    } catch (IOException e) {
      throw new WorldFault(file + " cannot be read", e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] read(RandomAccessFile in, long from, int size) throws IOException {
    byte[] bytes = new byte[size];
    in.seek(from);
    in.readFully(bytes);
    return bytes;
  }

  /** Behind the last whole line; the end of all where it is a part of one line only. */
  private static int lastLine(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end == 0 ? bytes.length : end;
  }

  /** Where the first whole line begins; the beginning where it is a part of one line only. */
  private static int firstLine(byte[] bytes) {
    int begin = 0;
    while (begin < bytes.length && bytes[begin] != '\n') {
      begin++;
    }
    return begin == bytes.length ? 0 : begin + 1;
  }

  private static long lines(RandomAccessFile in, long from, long to) throws IOException {
    long lines = 0;
    byte[] part = new byte[PART];
    in.seek(from);
    for (long left = to - from; left > 0; ) {
      int read = in.read(part, 0, (int) Math.min(part.length, left));
      if (read < 0) {
        break;
      }
      for (int i = 0; i < read; i++) {
        lines += part[i] == '\n' ? 1 : 0;
      }
      left -= read;
    }
    return lines;
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
