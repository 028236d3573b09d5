package io.promansible.report;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** The records of handlers as they were some seconds ago at most, for pages that stay open. */
@Singleton
public final class RecentRecords {
  private final Kept<Map<String, HandlerRecord>> records;

  RecentRecords(HandlerRecords records) {
    this.records = new Kept<>(Duration.ofSeconds(5), records::all);
  }

  /** The record of each handler, by its name; one that was made just now may be missing. */
  public Map<String, HandlerRecord> all() {
    return records.get();
  }
}
