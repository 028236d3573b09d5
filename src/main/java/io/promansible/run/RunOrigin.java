package io.promansible.run;

import java.util.Optional;

/** Who or what wanted a run. */
public sealed interface RunOrigin {
  /** The cause by which the origin is stored, shown and counted. */
  Cause cause();

  /** Whose queue the run stands in: the handler's, the routine's, or that of all people. */
  String queue();

  /**
   * The name of the lease that a run with a serial takes: of such runs of one handler or routine,
   * or of the same roles, only one goes at a time.
   *
   * @param roles the names of the run's roles
   */
  String serialLease(String roles);

  /** A handler, for alerts. */
  record OfHandler(String name, int step) implements RunOrigin {
    @Override
    public Cause cause() {
      return Cause.ALERT;
    }

    @Override
    public String queue() {
      return name;
    }

    @Override
    public String serialLease(String roles) {
      return "handler " + name;
    }
  }

  /**
   * A routine.
   *
   * @param askedBy the person who ran the routine now; empty when it was due
   */
  record OfRoutine(String name, Optional<String> askedBy) implements RunOrigin {
    @Override
    public Cause cause() {
      return Cause.ROUTINE;
    }

    @Override
    public String queue() {
      return name;
    }

    @Override
    public String serialLease(String roles) {
      return "routine " + name;
    }
  }

  /** A person, for a playbook of a git repository on an inventory of its own. */
  record OfJob(String who) implements RunOrigin {
    @Override
    public Cause cause() {
      return Cause.JOB;
    }

    @Override
    public String queue() {
      return "";
    }

    @Override
    public String serialLease(String roles) {
      return "job " + roles;
    }
  }

  /** A person, for roles of the catalog. */
  record OfPerson(String who) implements RunOrigin {
    @Override
    public Cause cause() {
      return Cause.PERSON;
    }

    @Override
    public String queue() {
      return "";
    }

    @Override
    public String serialLease(String roles) {
      return "roles " + roles;
    }
  }
}
