package io.promansible.database;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.spi.FilterReply;
import java.io.EOFException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {
  @Test
  void a_broken_connection_is_one_however_it_is_wrapped() {
    SQLException broken = new SQLException("gone", "08006", new EOFException());
    assertThat(Outage.isOne(broken)).isTrue();
    assertThat(Outage.isOne(new IllegalStateException("deep", new RuntimeException(broken))))
        .isTrue();
    RuntimeException beside = new RuntimeException("rolled back");
    beside.addSuppressed(broken);
    assertThat(Outage.isOne(beside)).isTrue();
    assertThat(Outage.isOne(new SQLException("terminating connection", "57P01"))).isTrue();
    assertThat(
            Outage.isOne(
                new SQLTransientConnectionException(
                    "no connection", new SQLException("", "08001"))))
        .isTrue();
  }

  @Test
  void other_faults_are_none() {
    assertThat(Outage.isOne(null)).isFalse();
    assertThat(Outage.isOne(new IllegalStateException("a bug"))).isFalse();
    assertThat(Outage.isOne(new SQLException("too long", "22001"))).isFalse();
    // All connections are busy: that is a fault of ours, whose trace must be seen.
    assertThat(Outage.isOne(new SQLTransientConnectionException("timed out"))).isFalse();
  }

  @Test
  void a_circle_of_causes_ends() {
    RuntimeException one = new RuntimeException("one");
    RuntimeException other = new RuntimeException("other", one);
    one.addSuppressed(other);
    assertThat(Outage.isOne(other)).isFalse();
  }

  @Test
  void what_the_scheduler_warns_of_is_left_out_only_while_the_database_is_away() {
    Logger scheduler =
        (Logger) LoggerFactory.getLogger("com.github.kagkarlsson.scheduler.Scheduler");
    OutageFilter filter = new OutageFilter();
    assertThat(warned(filter, scheduler)).isEqualTo(FilterReply.NEUTRAL);
    Outage.noticed("Connection refused");
    try {
      assertThat(warned(filter, scheduler)).isEqualTo(FilterReply.DENY);
      Logger ours = (Logger) LoggerFactory.getLogger("io.promansible.runner.RunTask");
      assertThat(warned(filter, ours)).isEqualTo(FilterReply.NEUTRAL);
    } finally {
      Outage.over();
    }
    assertThat(warned(filter, scheduler)).isEqualTo(FilterReply.NEUTRAL);
  }

  private static FilterReply warned(OutageFilter filter, Logger logger) {
    return filter.decide(
        null, logger, Level.WARN, "Execution has more than 1 failed heartbeats", null, null);
  }
}
