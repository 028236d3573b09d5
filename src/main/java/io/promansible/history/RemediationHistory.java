package io.promansible.history;

import io.promansible.database.AskedQuery;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationState;
import jakarta.inject.Singleton;
import java.util.List;

/** Pages of remediations, the one that began last first. */
@Singleton
public final class RemediationHistory {
  // A join, as H2 would evaluate the list of an IN once for each row.
  private static final String OF_RUN =
      """
      SELECT r.* FROM (
        SELECT id FROM remediation WHERE run_id = ?
        UNION SELECT remediation_id FROM remediation_run WHERE run_id = ?) x
        JOIN remediation r ON r.id = x.id
      WHERE TRUE\
      """;

  private final AskedQuery.Asker asker;

  RemediationHistory(AskedQuery.Asker asker) {
    this.asker = asker;
  }

  /** The remediations that a filter lets through, at most {@code most}. */
  public List<Remediation> page(RemediationFilter f, int most) {
    AskedQuery query =
        f.run() == null
            ? new AskedQuery("SELECT r.* FROM remediation r WHERE TRUE")
            : new AskedQuery(OF_RUN, f.run(), f.run());
    if (RemediationState.FINISHED.name().equals(f.state())) {
      query.butNotByIndexOf("r.state", f.state());
    } else {
      query.byIndexOf("r.state", f.state());
    }
    query
        .byIndexOf("r.host", f.host())
        .byIndexOf("r.handler", f.host() == null ? f.handler() : null)
        .byIndexOf("r.outcome", f.host() == null && f.handler() == null ? f.outcome() : null)
        .and("r.handler = ?", f.handler())
        .butNotByIndexOf("r.outcome", f.outcome())
        .and("r.alertname = ?", f.alertname())
        .after("r.started_at", "r.id", f.after());
    return asker.rows(query, "r.started_at DESC, r.id DESC", most, Remediation.class);
  }
}
