// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a machine is told to join by, and who has its folder.
class JoinTest {
  @TempDir private Path folder;

  @Test
  void aLineIsReadAsItWasWritten() {
    Join join = new Join("SHR1-ab.c", "AB:".repeat(31) + "CD");
    assertThat(join.text()).isEqualTo("SHR1-ab.c." + "ab".repeat(31) + "cd");
    assertThat(Join.read(join.text())).isEqualTo(join);
    for (String wrong :
        List.of("", ".", "SHR1-ab", "SHR1-ab.", "." + "ab".repeat(32), "x." + "zz".repeat(32))) {
      assertThatThrownBy(() -> Join.read(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFolderIsOfOneProcess() throws IOException {
    assertThat(FolderLock.isHeld(folder)).isFalse();
    try (FolderLock held = FolderLock.take(folder)) {
      assertThat(held).isNotNull();
      assertThat(FolderLock.isHeld(folder)).isTrue();
      assertThat(FolderLock.take(folder)).isNull();
    }
    assertThat(FolderLock.isHeld(folder)).isFalse();
    Objects.requireNonNull(FolderLock.take(folder)).close();
  }

  @Test
  void aMachineSaysWhatItIs() throws IOException {
    Files.createDirectories(folder.resolve("proc/sys/kernel/random"));
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(folder.resolve("proc/sys/kernel/hostname"), "web1\n");
    Files.writeString(folder.resolve("proc/sys/kernel/random/boot_id"), "b-1\n");
    Files.writeString(folder.resolve("etc/machine-id"), "m1\n");
    Files.writeString(
        folder.resolve("etc/os-release"), "NAME=x\nPRETTY_NAME=\"Debian \u001b[31m12\"\n");
    assertThat(new ThisMachine(folder).facts())
        .satisfies(facts -> {
          assertThat(facts.name()).isEqualTo("web1");
          assertThat(facts.boot()).isEqualTo("b-1");
          assertThat(facts.machine()).isEqualTo("m1");
          assertThat(facts.system()).isEqualTo("Debian [31m12");
        });
  }
}
