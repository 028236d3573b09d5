package io.promansible.run;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The owner for each cause of runs. */
@Singleton
public final class RunOwners {
  private final Map<Cause, RunOwner> owners = new EnumMap<>(Cause.class);

  /** Takes all owners, one for each cause. */
  public RunOwners(List<RunOwner> all) {
    all.forEach(owner -> owners.put(owner.cause(), owner));
  }

  /** The owner of this run. */
  public RunOwner of(Run run) {
    RunOwner owner = owners.get(run.cause());
    if (owner == null) {
      throw new IllegalStateException("nobody stands for runs of cause " + run.cause());
    }
    return owner;
  }
}
