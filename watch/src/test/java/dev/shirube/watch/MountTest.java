// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MountTest {
  private static final String LINES =
      """
      26 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
      36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 propagate_from:2 - ext3 /dev/root rw
      21 26 0:20 / /proc rw,relatime - proc proc rw
      40 26 0:50 / /home/far rw shared:9 - nfs4 server:/home rw
      """;

  @Test
  void readsWhereFileSystemsAre() {
    List<Mount> mounts = Mount.parse(LINES.getBytes(StandardCharsets.UTF_8));
    assertThat(mounts).hasSize(4);
    assertThat(mounts.get(0).type()).isEqualTo("ext4");
    assertThat(mounts.get(1).pointText()).isEqualTo("/mnt 2");
    assertThat(mounts.get(1).root()).isEqualTo("/mnt1");
    assertThat(mounts.get(1).options()).isEqualTo("rw,noatime");
    assertThat(mounts.get(1).source()).isEqualTo("/dev/root");
    assertThat(mounts.get(2).holdsFiles()).isFalse();
    assertThat(mounts.get(3).isRemote()).isTrue();
  }

  @Test
  void goesOnWhateverTheBytesAre() {
    Random random = new Random(5);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = LINES.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(8); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      read += Mount.parse(bytes).size();
    }
    assertThat(read).isBetween(40_000, 200_000);
  }
}
