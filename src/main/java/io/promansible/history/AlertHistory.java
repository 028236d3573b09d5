package io.promansible.history;

import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.EpisodeState;
import io.promansible.database.AskedQuery;
import jakarta.inject.Singleton;
import java.util.List;

/** Pages of alerts, the one that was heard of last first. */
@Singleton
public final class AlertHistory {
  private final AskedQuery.Asker asker;

  AlertHistory(AskedQuery.Asker asker) {
    this.asker = asker;
  }

  /** The alerts that a filter lets through, at most {@code most}. */
  public List<Episode> page(AlertFilter f, int most) {
    AskedQuery query = new AskedQuery(EpisodeRepository.SELECT + "WHERE TRUE");
    if (EpisodeState.RESOLVED.name().equals(f.state())) {
      query.butNotByIndexOf("e.state", f.state());
    } else {
      query.byIndexOf("e.state", f.state());
    }
    query
        .byIndexOf("e.alertname", f.state() == null ? f.alertname() : null)
        .and("e.alertname = ?", f.alertname())
        .and("e.id IN (SELECT d.episode_id FROM decision d WHERE d.host = ?)", f.host())
        .after("e.first_seen", "e.id", f.after());
    return asker.rows(query, "e.first_seen DESC, e.id DESC", most, Episode.class);
  }
}
