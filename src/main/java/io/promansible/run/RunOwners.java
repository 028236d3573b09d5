package io.promansible.run;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Who stands for which runs, by their cause. */
@Singleton
public final class RunOwners {
  private final Map<Cause, RunOwner> owners = new EnumMap<>(Cause.class);

  /** All there are, one for each cause. */
  public RunOwners(List<RunOwner> all) {
    all.forEach(owner -> owners.put(owner.cause(), owner));
  }

  /** Whoever wanted a run. */
  public RunOwner of(Run run) {
    RunOwner owner = owners.get(run.cause());
    if (owner == null) {
      throw new IllegalStateException("nobody stands for runs of cause " + run.cause());
    }
    return owner;
  }
}
