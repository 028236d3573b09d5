package io.promansible.facts;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Set;

/**
 * What Ansible found out about a host.
 *
 * @param facts as {@code ansible_facts} has them, JSON
 */
@MappedEntity("host_facts")
public record HostFacts(@Id String host, String facts, Instant gatheredAt) {
  /**
   * The facts of Ansible's setup module that may stand as variables {@code ansible_*}. All others
   * are left out, not only those that are known to be dangerous: many such variables say how a host
   * is reached and what the controller executes for that, but the host itself says its facts.
   */
  public static final Set<String> PLAIN =
      Set.of(
          "all_ipv4_addresses",
          "all_ipv6_addresses",
          "apparmor",
          "architecture",
          "bios_date",
          "bios_vendor",
          "bios_version",
          "board_name",
          "board_vendor",
          "chassis_vendor",
          "cmdline",
          "default_ipv4",
          "default_ipv6",
          "device_links",
          "devices",
          "distribution",
          "distribution_file_variety",
          "distribution_major_version",
          "distribution_minor_version",
          "distribution_release",
          "distribution_version",
          "dns",
          "domain",
          "fips",
          "form_factor",
          "fqdn",
          "hostname",
          "interfaces",
          "is_chroot",
          "kernel",
          "kernel_version",
          "loadavg",
          "lsb",
          "lvm",
          "machine",
          "machine_id",
          "memfree_mb",
          "memory_mb",
          "memtotal_mb",
          "mounts",
          "nodename",
          "os_family",
          "pkg_mgr",
          "processor",
          "processor_cores",
          "processor_count",
          "processor_nproc",
          "processor_threads_per_core",
          "processor_vcpus",
          "product_name",
          "product_serial",
          "product_uuid",
          "product_version",
          "python_version",
          "selinux",
          "service_mgr",
          "swapfree_mb",
          "swaptotal_mb",
          "system",
          "system_capabilities",
          "system_vendor",
          "uptime_seconds",
          "userspace_architecture",
          "userspace_bits",
          "virtualization_role",
          "virtualization_tech_guest",
          "virtualization_tech_host",
          "virtualization_type");
}
