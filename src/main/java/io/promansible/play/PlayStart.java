package io.promansible.play;

import io.promansible.ansible.AnsibleSettings;

/** A way to start a play: plainly, or forked from warm Ansible. */
@FunctionalInterface
public interface PlayStart {
  /**
   * Starts a play in a prepared folder; it leads a session of its own and outlives the service.
   *
   * @throws io.promansible.fault.WorldFault when it could not be started; then nothing of it runs
   * @throws io.promansible.fault.Overtaken when the run is not this node's any more; then nothing
   *     of it runs either
   */
  PlayProcess start(RunFolder folder, PlayCommand command, AnsibleSettings ansible);

  /** The same, but never forked from warm Ansible. */
  default PlayProcess startPlainly(RunFolder folder, PlayCommand command, AnsibleSettings ansible) {
    return PlayProcess.start(folder, command, ansible);
  }
}
