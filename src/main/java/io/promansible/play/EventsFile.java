package io.promansible.play;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the events of a play while they are written; a line counts when it is complete. */
public final class EventsFile {
  private static final Logger LOG = LoggerFactory.getLogger(EventsFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 256 << 10;
  // The stats are one line with some 110 bytes for each host.
  private static final int LINE_MAX = 32 << 20;

  private final Path file;
  private final ByteArrayOutputStream half = new ByteArrayOutputStream();
  private long position;
  private int seq;
  private boolean overlong;
  private Optional<Map<String, Recap>> stats = Optional.empty();
  private final PlayAccount.Gathering account = new PlayAccount.Gathering();

  /** Reads from the beginning of the file, which need not exist yet. */
  public EventsFile(Path file) {
    this.file = file;
  }

  /** The next events, from at most 256 KiB; empty when there is nothing new. */
  public List<PlayEvent> next() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    byte[] chunk = new byte[CHUNK];
    int read;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(position);
      read = in.read(chunk);
    }
    List<PlayEvent> events = new ArrayList<>();
    for (int i = 0; i < read; i++) {
      if (chunk[i] == '\n') {
        endOfLine(events);
      } else if (half.size() < LINE_MAX) {
        half.write(chunk[i]);
      } else {
        overlong = true;
      }
    }
    position += Math.max(read, 0);
    return events;
  }

  private void endOfLine(List<PlayEvent> events) {
    String line = half.toString(StandardCharsets.UTF_8);
    half.reset();
    boolean cut = overlong;
    overlong = false;
    try {
      if (!cut) {
        events.add(event(line));
        return;
      }
    } catch (JsonProcessingException e) {
      LOG.warn("a line of {} is not JSON and is left out: {}", file, e.getOriginalMessage());
      return;
    }
    LOG.warn("an event of {} is longer than {} bytes and is left out", file, LINE_MAX);
  }

  private PlayEvent event(String line) throws JsonProcessingException {
    JsonNode node = JSON.readTree(line);
    String kind = node.path("event").asText("unknown");
    if (kind.equals("stats")) {
      Map<String, Recap> recaps = new TreeMap<>();
      node.path("stats").properties().forEach(e -> recaps.put(e.getKey(), Recap.of(e.getValue())));
      stats = Optional.of(recaps);
    }
    String host = node.path("host").asText("");
    account.take(kind, host, node);
    return new PlayEvent(++seq, kind, host, node);
  }

  /** Whether the file has been read to its present end. */
  public boolean atEnd() {
    try {
      return !Files.exists(file) || position >= Files.size(file);
    } catch (IOException e) {
      return true;
    }
  }

  /** Ansible's stats of each host, by name; empty until the play's end. */
  public Optional<Map<String, Recap>> stats() {
    return stats;
  }

  /** What the events so far tell beside the stats. */
  public PlayAccount account() {
    return account.account();
  }
}
