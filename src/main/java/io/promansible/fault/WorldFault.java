package io.promansible.fault;

/** The world's fault: the database, the disk, Ansible or Alertmanager did not do its part. */
public class WorldFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what failed and what happens next. */
  public WorldFault(String message) {
    super(message);
  }

  public WorldFault(String message, Throwable cause) {
    super(message, cause);
  }
}
