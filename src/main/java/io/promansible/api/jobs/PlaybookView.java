package io.promansible.api.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.promansible.job.StoredPlaybook;
import org.jspecify.annotations.Nullable;

/** A playbook, as the API shows it. */
record PlaybookView(
    @Nullable Long id, String name, @JsonProperty("git_repo") String gitRepo, String entry) {
  static PlaybookView of(StoredPlaybook row) {
    return new PlaybookView(row.id(), row.name(), row.gitRepo(), row.entry());
  }
}
