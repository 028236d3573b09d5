package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.RoleRun;
import io.promansible.kit.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small filesystem in a file, really mounted. */
class DiskWillFillTest {
  private static final String ROLE = "handle_DiskWillFillIn4Hours";
  private static final String OWN = "handle_disk_will_fill_in_4_hours_";
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Path mount;
  private Path outside;

  @BeforeEach
  void mount() throws IOException {
    mount = Files.createDirectory(folder.resolve("mnt"));
    Path image = folder.resolve("image");
    Root.run("truncate", "--size=32M", image.toString());
    Root.run("mkfs.ext4", "-q", "-m", "0", image.toString());
    Root.run("mount", "-o", "loop", image.toString(), mount.toString());
    Root.run("chmod", "777", mount.toString());
    Files.createDirectories(mount.resolve("tmp/deep"));
    Files.createDirectories(mount.resolve("tmp/systemd-private-1"));
    Files.createDirectories(mount.resolve("log"));
    outside = Files.createDirectories(folder.resolve("outside"));
    List<String> old = new ArrayList<>();
    old.add(old(mount.resolve("tmp/deep/old file\nwith a line"), 5 * MIB));
    old.add(old(mount.resolve("tmp/-delete"), 1 * MIB));
    old.add(old(mount.resolve("tmp/server.pid"), 1));
    old.add(old(mount.resolve("tmp/systemd-private-1/old"), 1));
    old.add(old(mount.resolve("log/app.log.1"), 2 * MIB));
    old.add(old(mount.resolve("log/app.log.2.gz"), 2 * MIB));
    old.add(old(mount.resolve("log/app.log"), MIB));
    old(outside.resolve("precious"), 1);
    // With its old times, as cp -a leaves it, but new here.
    old(mount.resolve("tmp/copied"), 1);
    Files.write(mount.resolve("tmp/new"), new byte[MIB]);
    Files.createSymbolicLink(mount.resolve("tmp/out"), outside);
    Files.createSymbolicLink(mount.resolve("tmp/file"), outside.resolve("precious"));
    age(image, old);
  }

  private static String old(Path file, int bytes) throws IOException {
    Files.write(file, new byte[bytes]);
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(30)));
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(longAgo, longAgo, null);
    return Files.getAttribute(file, "unix:ino").toString();
  }

  /** Nobody can set a file's ctime while it is mounted; debugfs can while it is not. */
  private void age(Path image, List<String> inodes) throws IOException {
    Root.run("umount", mount.toString());
    Path commands =
        Files.write(
            folder.resolve("commands"),
            inodes.stream().map(i -> "set_inode_field <" + i + "> ctime 20200101000000").toList());
    Root.run("debugfs", "-w", "-f", commands.toString(), image.toString());
    Root.run("mount", "-o", "loop", image.toString(), mount.toString());
  }

  @AfterEach
  void unmount() {
    Root.run("umount", mount.toString());
  }

  private RoleRun.Order order() {
    return RoleRun.of(folder, ROLE)
        .with(OWN + "mountpoint", mount.toString())
        .with(OWN + "directories", List.of(mount + "/tmp", mount + "/missing", outside.toString()))
        .with(OWN + "log_directories", List.of(mount + "/log"))
        .with(OWN + "keep_days", 7);
  }

  @Test
  void removes_what_is_old_and_then_nothing_more() {
    RoleRun first = order().run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(2);
    assertThat(first.result().path("old_files").isIntegralNumber()).isTrue();
    assertThat(first.result().path("old_files").asInt()).isEqualTo(4);
    assertThat(first.result().path("old_files_bytes").asInt()).isEqualTo(10 * MIB);
    assertThat(
            first.result().path("free_bytes_after").asLong()
                - first.result().path("free_bytes_before").asLong())
        .isGreaterThanOrEqualTo(9L * MIB);
    assertThat(mount.resolve("tmp/deep")).isEmptyDirectory();
    assertThat(mount.resolve("tmp/-delete")).doesNotExist();
    assertThat(mount.resolve("log/app.log.2.gz")).doesNotExist();
    assertThat(mount.resolve("log/app.log")).as("no rotated log").exists();
    assertThat(mount.resolve("tmp/new")).as("not old").exists();
    assertThat(mount.resolve("tmp/copied")).as("new here").exists();
    assertThat(mount.resolve("tmp/server.pid")).as("somebody runs").exists();
    assertThat(mount.resolve("tmp/systemd-private-1/old")).as("a service's own").exists();
    assertThat(mount.resolve("tmp/out")).as("a link").isSymbolicLink();
    assertThat(outside.resolve("precious")).as("behind a link, elsewhere").exists();

    RoleRun second = order().run();
    assertThat(second.exit()).as(second.output()).isZero();
    assertThat(second.changed()).isZero();
  }

  @Test
  void check_mode_touches_nothing() {
    RoleRun run = order().inCheckMode().run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.result().path("old_files").asInt()).isEqualTo(4);
    assertThat(mount.resolve("tmp/-delete")).exists();
    assertThat(mount.resolve("log/app.log.1")).exists();
  }

  @Test
  void says_what_is_large_when_it_was_not_enough() throws IOException {
    Files.write(mount.resolve("tmp/huge"), new byte[12 * MIB]);
    RoleRun run = order().with(OWN + "min_free_percent", 90).run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("less than the 90 % that are wanted");
    assertThat(run.output()).contains(12 * MIB + " " + mount.resolve("tmp/huge"));
    assertThat(run.result().path("old_files").asInt()).isEqualTo(4);
  }

  @Test
  void what_is_no_mount_point_is_refused() {
    RoleRun run = order().with(OWN + "mountpoint", mount + "/tmp").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("is no mount point on this host");
    assertThat(mount.resolve("tmp/-delete")).exists();
  }

  @Test
  void wrong_arguments_are_refused_by_name() {
    RoleRun run = order().with(OWN + "keep_days", "soon").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains(OWN + "keep_days");
    for (String wrong :
        List.of("/", "/.", mount + "/tmp/..", "/etc/x", "/home", "tmp", "/usr/lib/")) {
      RoleRun root = order().with(OWN + "directories", List.of(wrong)).run();
      assertThat(root.exit()).as(wrong).isEqualTo(2);
      assertThat(root.output())
          .contains("is not the absolute path of a directory of which files may");
    }
    assertThat(mount.resolve("tmp/-delete")).exists();
  }
}
