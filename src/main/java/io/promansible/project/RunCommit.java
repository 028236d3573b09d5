package io.promansible.project;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The commits of projects that a run used, or is to use.
 *
 * @param commits {@code project@commit}, separated by blanks
 */
@MappedEntity("run_commit")
public record RunCommit(@Id UUID runId, String commits) {
  /** The commit of each project. */
  public Map<String, String> byProject() {
    Map<String, String> all = new LinkedHashMap<>();
    Arrays.stream(commits.split(" ", -1))
        .map(one -> one.split("@", 2))
        .filter(one -> one.length == 2)
        .forEach(one -> all.put(one[0], one[1]));
    return all;
  }
}
