package io.promansible.launch;

/**
 * How long a play may take.
 *
 * @param turns how often the play goes through its roles
 * @param seconds for one turn
 */
record PlayTime(int turns, long seconds) {
  /**
   * The timeout is for as many hosts as Ansible works on at once; more hosts get a multiple of it.
   *
   * @param serial how many hosts are a turn; 0 for all of them
   * @param forks how many hosts Ansible works on at once
   * @param timeout of the roles, in seconds
   */
  static PlayTime of(int hosts, int serial, int forks, long timeout) {
    int together = serial > 0 ? Math.min(serial, hosts) : hosts;
    int waves = Math.max(1, Math.ceilDiv(together, forks));
    return new PlayTime(serial > 0 ? Math.ceilDiv(hosts, serial) : 1, timeout * waves);
  }
}
