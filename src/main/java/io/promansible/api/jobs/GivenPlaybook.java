package io.promansible.api.jobs;

/** A playbook as a caller gives it. */
record GivenPlaybook(String name, String gitRepo, String entry) {
  /**
   * Reads a body.
   *
   * @throws io.promansible.fault.InputFault with all that is wrong
   */
  static GivenPlaybook read(String body) {
    Fields fields = Fields.read(body, "name", "git_repo", "entry");
    GivenPlaybook given =
        new GivenPlaybook(fields.text("name"), fields.text("git_repo"), fields.text("entry"));
    fields.end();
    return given;
  }
}
