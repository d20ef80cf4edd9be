// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs in the kernel this runs on. Needs root and what compiles them; everything lies in a
/// file system of pins of the test's own.
@Tag("prove")
class KernelRingsTest {
  private static final int EXEC = 3;
  private static final int SELF_TEST = 1;
  private static final Path CACHE = Path.of("target", "programs");

  @TempDir Path temporary;

  private Loader loader = new Loader(new Loader.Places(CACHE, Path.of("/"), "none"), List.of());

  @BeforeEach
  void load() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "not proven: needs root");
    Path bpffs = Files.createDirectories(temporary.resolve("pins"));
    loader =
        new Loader(new Loader.Places(CACHE.toAbsolutePath(), bpffs, "shirube"), List.of("157=0"));
  }

  @AfterEach
  void unload() throws IOException {
    loader.unload();
    Path mounts = Path.of("/proc/self/mounts");
    assertThat(Files.readString(mounts)).doesNotContain(temporary.toString());
  }

  private static void run(int times) throws IOException, InterruptedException {
    for (int time = 0; time < times; time++) {
      assertThat(new ProcessBuilder("/bin/true").start().waitFor()).isZero();
    }
  }

  private static int execs(KernelRings rings, Set<Integer> pids) {
    int[] found = {0};
    int idle = 0;
    while (idle < 3) {
      int records =
          rings.read(
              50,
              (data, at, length, urgent) -> {
                if (data.get(JAVA_SHORT_UNALIGNED, at) == EXEC) {
                  found[0]++;
                  pids.add(data.get(JAVA_INT_UNALIGNED, at + 16));
                }
              });
      idle = records == 0 ? idle + 1 : 0;
    }
    return found[0];
  }

  @Test
  void theNextReaderGoesOnWhereOneThatDiedStopped() throws Exception {
    Loader.Loaded loaded = loader.load(EnumSet.of(Loader.Part.PROCESSES), false);
    assertThat(loaded.adopted()).isFalse();
    assertThat(loader.programs(loaded.pins(), Loader.Part.PROCESSES))
        .containsExactly("on_exec", "on_exit", "on_fork", "on_rename");
    Set<Integer> first = new HashSet<>();
    try (KernelRings rings = new KernelRings(loaded.pins())) {
      run(20);
      assertThat(execs(rings, first)).isGreaterThanOrEqualTo(20);
    }
    run(300);
    Loader.Loaded again = loader.load(EnumSet.of(Loader.Part.PROCESSES), false);
    assertThat(again.adopted()).isTrue();
    Set<Integer> second = new HashSet<>();
    try (KernelRings rings = new KernelRings(again.pins())) {
      assertThat(execs(rings, second)).isGreaterThanOrEqualTo(300);
      assertThat(rings.counts(EXEC).lost()).isZero();
      assertThat(rings.counts(EXEC).made()).isGreaterThanOrEqualTo(320);
    }
  }

  @Test
  void everyPartIsTakenByThisKernelAndGoesWhenItIsNotWanted() throws Exception {
    Loader.Loaded all = loader.load(EnumSet.allOf(Loader.Part.class), false);
    assertThat(all.refused()).isEmpty();
    assertThat(all.parts()).containsExactly(Loader.Part.values());
    assertThat(loader.programs(all.pins(), Loader.Part.CALLS)).containsExactly("on_call");
    Path pin = all.pins().resolve("links/sockets/on_state");
    Files.delete(pin);
    assertThat(loader.isComplete(all.pins(), Loader.Part.SOCKETS)).isFalse();
    Loader.Loaded healed = loader.load(EnumSet.allOf(Loader.Part.class), false);
    assertThat(healed.parts()).containsExactly(Loader.Part.values());
    assertThat(pin).exists();
    Loader.Loaded fewer =
        loader.load(EnumSet.of(Loader.Part.PROCESSES, Loader.Part.SOCKETS), false);
    assertThat(fewer.adopted()).isTrue();
    assertThat(loader.isComplete(fewer.pins(), Loader.Part.CALLS)).isFalse();
    assertThat(Files.exists(fewer.pins().resolve("links/calls"))).isFalse();
  }

  @Test
  void aThreadThatNamesItselfComesBackByBothRings() throws Exception {
    Loader.Loaded loaded = loader.load(EnumSet.of(Loader.Part.PROCESSES), false);
    try (KernelRings rings = new KernelRings(loaded.pins())) {
      rings.tell((int) ProcessHandle.current().pid(), 0);
      Thread named =
          new Thread(() -> {
            try {
              new LinuxCalls().nameThread("shirube-77");
            } catch (KernelRefusal e) {
              throw new IllegalStateException(e);
            }
          });
      named.start();
      named.join();
      List<Boolean> seen = new ArrayList<>();
      for (int turn = 0; turn < 40 && seen.size() < 2; turn++) {
        int _ =
            rings.read(
                50,
                (data, at, length, urgent) -> {
                  if (data.get(JAVA_SHORT_UNALIGNED, at) == SELF_TEST) {
                    seen.add(urgent);
                  }
                });
      }
      assertThat(seen).containsExactlyInAnyOrder(false, true);
    }
  }

  /// Nobody reads: what does not fit is counted, and what was counted and what is read add up.
  @Test
  void whatTheRingHasNoRoomForIsCounted() throws Exception {
    Loader.Loaded loaded = loader.load(EnumSet.of(Loader.Part.PROCESSES), false);
    try (KernelRings rings = new KernelRings(loaded.pins())) {
      String fill =
          "a=$(printf %02000d 1); i=0; while [ $i -lt 400 ]; do /bin/true $a; i=$((i+1)); done";
      for (int turn = 0; turn < 20 && rings.counts().lost() == 0; turn++) {
        assertThat(new ProcessBuilder("/bin/sh", "-c", fill).start().waitFor()).isZero();
      }
      assertThat(rings.counts().lost()).isPositive();
      int[] whole = {0};
      int read = 1;
      while (read > 0) {
        read = rings.read(0, (data, at, length, urgent) -> whole[0]++);
      }
      KernelRings.Counts after = rings.counts();
      assertThat(whole[0] + after.lost()).isEqualTo(after.made());
    }
  }
}
