package io.promansible.warm;

import java.util.stream.Stream;

/** Small playbooks that end in all the ways that plays end. */
final class KindsOfPlay {
  private KindsOfPlay() {}

  static Stream<String> all() {
    String a = "- hosts: a\n  gather_facts: false\n";
    String ab = "- hosts: a,b\n  gather_facts: false\n";
    return Stream.of(
        a + "  tasks: [{ansible.builtin.debug: {msg: ok}}]\n",
        a + "  tasks: [{ansible.builtin.command: {argv: ['true']}}]\n",
        a + "  tasks: [{ansible.builtin.command: {argv: ['false']}}]\n",
        a + "  tasks: [{ansible.builtin.command: {argv: ['false']}, ignore_errors: true}]\n",
        a + "  tasks: [{ansible.builtin.command: {argv: ['false']}, failed_when: false}]\n",
        a + "  tasks: [{ansible.builtin.command: {argv: ['true']}, changed_when: false}]\n",
        ab + "  tasks: [{ansible.builtin.debug: {msg: both}}]\n",
        ab + "  tasks: [{ansible.builtin.fail: {msg: a}, when: inventory_hostname == 'a'}]\n",
        ab
            + "  any_errors_fatal: true\n  tasks: [{ansible.builtin.fail: {msg: a}, when: inventory_hostname == 'a'}, {ansible.builtin.debug: {msg: x}}]\n",
        ab + "  serial: 1\n  tasks: [{ansible.builtin.debug: {msg: turn}}]\n",
        ab
            + "  serial: 1\n  max_fail_percentage: 0\n  tasks: [{ansible.builtin.fail: {msg: first}}]\n",
        ab
            + "  strategy: free\n  tasks: [{ansible.builtin.debug: {msg: x}}, {ansible.builtin.debug: {msg: y}}]\n",
        ab + "  tasks: [{ansible.builtin.debug: {msg: once}, run_once: true}]\n",
        a + "  tasks: [{ansible.builtin.debug: {msg: d}, delegate_to: b}]\n",
        "- hosts: gone\n  gather_facts: false\n  tasks: [{ansible.builtin.ping: {}}]\n",
        "- hosts: a,gone\n  gather_facts: false\n  tasks: [{ansible.builtin.ping: {}}]\n",
        "- hosts: gone\n  gather_facts: false\n  tasks: [{ansible.builtin.ping: {}, ignore_unreachable: true}, {ansible.builtin.debug: {msg: after}}]\n",
        a
            + "  tasks:\n    - block: [{ansible.builtin.fail: {msg: x}}]\n      rescue: [{ansible.builtin.debug: {msg: rescued}}]\n",
        a
            + "  tasks:\n    - block: [{ansible.builtin.fail: {msg: x}}]\n      always: [{ansible.builtin.debug: {msg: always}}]\n",
        a + "  tasks: [{ansible.builtin.debug: {msg: '{{ item }}'}, loop: [1, 2, 3]}]\n",
        a
            + "  tasks: [{ansible.builtin.command: {argv: ['{{ item }}']}, loop: ['true', 'false']}]\n",
        a
            + "  tasks: [{ansible.builtin.command: {argv: ['false']}, register: r, until: r.rc == 0, retries: 2, delay: 0}]\n",
        a + "  tasks: [{ansible.builtin.include_role: {name: one}}]\n",
        a + "  tasks: [{ansible.builtin.include_role: {name: nowhere}}]\n",
        a + "  tasks: [{ansible.builtin.include_tasks: INCLUDED}]\n",
        a + "  tasks: [{ansible.builtin.import_tasks: INCLUDED}]\n",
        a + "  roles: [one]\n",
        a + "  roles: [one, notifies]\n",
        a + "  roles: [nowhere]\n",
        a + "  roles: [specified]\n",
        a + "  roles: [{role: specified, specified_n: 5}]\n",
        a + "  roles: [{role: specified, specified_n: five}]\n",
        a + "  tasks: [{ansible.builtin.command: {argv: ['true']}, async: 10, poll: 1}]\n",
        a + "  tasks: [{ansible.builtin.command: {argv: [sleep, '9']}, timeout: 1}]\n",
        a + "  tasks: [{ansible.builtin.debug: {msg: '{{ missing }}'}}]\n",
        a + "  tasks: [{ansible.builtin.debug: {msg: x}, when: missing}]\n",
        a + "  tasks: [{ansible.builtin.debug: {var: given}}]\n",
        a
            + "  vars: {secret: s3cr3t}\n  tasks: [{ansible.builtin.command: {argv: [echo, '{{ secret }}']}, no_log: true}]\n",
        a
            + "  tasks: [{ansible.builtin.set_fact: {x: 1}}, {ansible.builtin.assert: {that: x == 1}}]\n",
        a + "  tasks: [{ansible.builtin.set_stats: {data: {n: 5}, per_host: true}}]\n",
        a + "  tasks: [{ansible.builtin.meta: end_play}, {ansible.builtin.debug: {msg: never}}]\n",
        a + "  tasks: [{ansible.builtin.meta: end_host}, {ansible.builtin.debug: {msg: never}}]\n",
        a + "  tasks: [{ansible.builtin.nothing: {}}]\n",
        a + "  tasks: [{ansible.builtin.debug: {msg: x}, wrong_keyword: 1}]\n",
        "- hosts: a\n  gather_facts: [\n",
        "- hosts: nobody\n  gather_facts: false\n  tasks: [{ansible.builtin.debug: {msg: x}}]\n",
        "- hosts: a\n  gather_facts: true\n  tasks: [{ansible.builtin.assert: {that: ansible_facts.kernel is defined}}]\n",
        a + "  tasks: [{ansible.builtin.debug: {msg: tagged}, tags: never}]\n",
        a
            + "  become: true\n  become_method: ansible.builtin.su\n  become_user: nobody-there\n  tasks: [{ansible.builtin.command: {argv: ['true']}}]\n",
        a + "  tasks: [{ansible.builtin.template: {src: /nowhere, dest: /tmp/x}}]\n",
        a
            + "  diff: true\n  check_mode: true\n  tasks: [{ansible.builtin.copy: {content: x, dest: /tmp/promansible-never}}]\n",
        a
            + "  vars:\n    sealed: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      3131\n  tasks: [{ansible.builtin.debug: {var: sealed}}]\n");
  }

  /** Plays in which hosts could disturb each other, where one process does a task on several. */
  static Stream<String> onSeveralHosts() {
    String play = "- hosts: %s\n  gather_facts: false\n  tasks:\n";
    String ab = play.formatted("a,b");
    return Stream.of(
        ab
            + """
                - environment: {WHO: "{{ inventory_hostname }}"}
                  vars: {mine: "{{ inventory_hostname }}!"}
                  when: inventory_hostname in ['a', 'b']
                  block:
                    - {name: "is {{ mine }}", ansible.builtin.command: {argv: [sh, -c, "echo $WHO {{ mine }}"]}, register: said, changed_when: inventory_hostname == 'a'}
                    - {ansible.builtin.debug: {msg: "{{ said.stdout }} {{ said.changed }}"}}
            """,
        ab
            + """
                - {ansible.builtin.set_fact: {mine: "of {{ inventory_hostname }}"}}
                - {ansible.builtin.debug: {msg: "{{ hostvars['a'].mine }} {{ hostvars['b'].mine }} {{ hostvars['a'].ansible_connection }} {{ groups.all | sort }} {{ group_names }}"}}
                - {ansible.builtin.debug: {msg: "{{ item }}"}, loop: "{{ [inventory_hostname, mine] }}"}
                - {ansible.builtin.command: {argv: [echo, "{{ inventory_hostname }}"]}, delegate_to: "{{ {'a': 'b', 'b': 'a'}[inventory_hostname] }}", register: r, changed_when: false}
                - {ansible.builtin.debug: {msg: "{{ r.stdout }}"}}
            """,
        play.formatted("gone,a,b")
            + """
                - {ansible.builtin.ping: {}}
                - {ansible.builtin.debug: {msg: after}}
            """,
        ab
            + """
                - block: [{ansible.builtin.fail: {msg: "not {{ inventory_hostname }}"}, when: inventory_hostname == 'a'}, {ansible.builtin.debug: {msg: on}}]
                  rescue: [{ansible.builtin.debug: {msg: "rescued {{ ansible_failed_result.msg }}"}}]
                  always: [{ansible.builtin.debug: {msg: always}}]
                - {ansible.builtin.command: {argv: ["{{ {'a': 'false', 'b': 'true'}[inventory_hostname] }}"]}, register: r, until: r.rc == 0, retries: 2, delay: 0}
            """,
        ab
            + """
                - {ansible.builtin.command: {argv: [sleep, "{{ {'a': 9, 'b': 0}[inventory_hostname] }}"]}, timeout: 2}
                - {ansible.builtin.debug: {msg: "{{ missing | default('none') }}"}}
                - {ansible.builtin.debug: {msg: "{{ missing }}"}}
            """,
        ab
            + """
                - {ansible.builtin.include_role: {name: "{{ {'a': 'one', 'b': 'notifies'}[inventory_hostname] }}"}}
                - {ansible.builtin.include_tasks: INCLUDED, when: inventory_hostname == 'b'}
                - {ansible.builtin.debug: {msg: told}, changed_when: true, notify: told}
            """,
        ab
            + """
                - {ansible.builtin.debug: {msg: "turn of {{ inventory_hostname }}"}, throttle: 1}
                - {ansible.builtin.debug: {msg: once}, run_once: true}
                - {ansible.builtin.command: {argv: ['true']}, async: 10, poll: 1}
                - {ansible.builtin.command: {argv: [echo, secret]}, no_log: "{{ inventory_hostname == 'a' }}"}
                - {ansible.builtin.command: {argv: [id, -un]}, become: "{{ inventory_hostname == 'a' }}", register: who}
                - {ansible.builtin.debug: {msg: "{{ who.stdout }}"}}
            """,
        ab
            + """
                - {ansible.builtin.debug: {msg: together}}
            - hosts: a,b
              gather_facts: false
              strategy: free
              tasks: [{ansible.builtin.debug: {msg: freely}}, {ansible.builtin.command: {argv: ['true']}}]
            - hosts: a,b
              gather_facts: false
              serial: 1
              tasks: [{ansible.builtin.debug: {msg: in turns}}]
            """
                .stripIndent(),
        ab.replace("  tasks:", "  any_errors_fatal: true\n  tasks:")
            + """
                - {ansible.builtin.fail: {msg: a}, when: inventory_hostname == 'a'}
                - {ansible.builtin.debug: {msg: never}}
            """);
  }
}
