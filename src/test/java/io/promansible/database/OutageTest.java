package io.promansible.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

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
}
