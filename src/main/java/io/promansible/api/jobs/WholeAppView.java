package io.promansible.api.jobs;

import io.promansible.job.Apps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An app with the ids of what belongs to it. */
record WholeAppView(@Nullable Long id, String appid, List<Long> playbooks, List<Long> inventories) {
  static WholeAppView of(Apps.Whole whole) {
    return new WholeAppView(
        whole.app().id(), whole.app().appid(), whole.playbooks(), whole.inventories());
  }
}
