// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MountsTest {
  private static final String TABLE =
      """
      proc /proc proc rw 0 0
      cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0
      cgroup2 /sys/fs/cgroup\\040two cgroup2 rw 0 0
      broken
      cgroup2 /later cgroup2 rw 0 0
      """;

  @Test
  void theFirstOfATypeIsFound() {
    assertThat(Mounts.find(TABLE, "cgroup2")).isEqualTo("/sys/fs/cgroup two");
    assertThat(Mounts.find(TABLE, "proc")).isEqualTo("/proc");
  }

  @Test
  void whatIsNotMountedIsNotFound() {
    assertThat(Mounts.find(TABLE, "bpf")).isEmpty();
    assertThat(Mounts.find("", "proc")).isEmpty();
  }
}
