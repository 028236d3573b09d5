/**
 * Warm Ansible: processes that have imported Ansible and fork a play when one is asked for, with
 * Mitogen where that is used, and the probes that show that plays end as they would plainly.
 */
@NullMarked
package io.promansible.warm;

import org.jspecify.annotations.NullMarked;
