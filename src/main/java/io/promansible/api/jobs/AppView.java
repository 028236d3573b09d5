package io.promansible.api.jobs;

import io.promansible.job.App;
import org.jspecify.annotations.Nullable;

/** An app, as the API shows it. */
record AppView(@Nullable Long id, String appid) {
  static AppView of(App row) {
    return new AppView(row.id(), row.appid());
  }
}
