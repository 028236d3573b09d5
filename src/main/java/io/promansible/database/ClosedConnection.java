package io.promansible.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Makes Hikari drop connections whose H2 has closed itself, as H2 does when the disk is full.
 *
 * <p>Hikari knows only the standard's codes for that, and does not look at a connection that was
 * used within half a second: under load it would hand out the dead ones for ever.
 */
public final class ClosedConnection implements SQLExceptionOverride {
  /** H2's codes: object closed, file trouble, connection broken, database closed, at shutdown. */
  private static final Set<Integer> CLOSED =
      Set.of(90_007, 90_028, 90_030, 90_031, 90_067, 90_098, 90_121);

  /** Hikari makes an instance by the name of this class. */
  public ClosedConnection() {}

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException fault) {
    return CLOSED.contains(fault.getErrorCode())
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
