// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.event.ProcessKey;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.rings.Fanotify;
import dev.shirube.rings.FanotifyEvents;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What other processes do to files of a file system made for the test. Needs root.
@Tag("prove")
class FilesSensorTest {
  private static final EventClass FILE = EventClass.FILE_ACTIVITY;

  private final Kept kept = new Kept();
  private Shell.Mounted mounted;
  private FilesSensor sensor;
  private String at;

  @BeforeEach
  void begin() throws Exception {
    begin(Shell.Mounted.fresh());
  }

  private void begin(Shell.Mounted on) throws Exception {
    mounted = on;
    at = mounted.point().toString();
    HostIdentity host = HostIdentity.of(Path.of("/"));
    FilesSettings usual = FilesSettings.usual(List.of(mounted.point().resolve("own")));
    FilesSettings here =
        new FilesSettings(
            usual.leftOut(),
            List.of(mounted.point()),
            true,
            true,
            true,
            usual.bytesPerSecond(),
            usual.longestProgram());
    sensor =
        new FilesSensor(
            host, new ProcessTable(host, 100), here, new ProgramHashes(), InstantSource.system());
    sensor.start(kept);
  }

  @AfterEach
  void end() throws Exception {
    sensor.close();
    mounted.close();
  }

  @Test
  void tellsWhatIsDoneToAFileAndByWhom() throws Exception {
    Shell.run(
        "cd "
            + at
            + "; echo some text >one; sleep 0.4; mv one two; sleep 0.4; "
            + "chmod 700 two; sleep 0.4; rm two; sleep 0.1");
    Event made = kept.await(FILE, 1, "file.path", at + "/one");
    assertThat(made.texts("file.name")).containsExactly("one");
    assertThat(made.texts("actor.process.file.path").getFirst()).endsWith("sh");
    assertThat(made.texts("actor.user.name")).containsExactly("root");
    assertThat(ProcessKey.parse(made.texts("actor.process.uid").getFirst()).grade())
        .isEqualTo(ProcessKey.Grade.EXACT);
    assertThat(made.texts("device.os.type")).containsExactly("linux");
    Event updated = kept.await(FILE, 3, "file.path", at + "/one");
    Event renamed = kept.await(FILE, 5, "file.path", at + "/one");
    assertThat(renamed.texts("file_result.path")).containsExactly(at + "/two");
    assertThat(renamed.texts("file_result.name")).containsExactly("two");
    kept.await(FILE, 6, "file.path", at + "/two");
    kept.await(FILE, 4, "file.path", at + "/two");
    assertThat(updated.texts("actor.process.pid")).isNotEmpty();
  }

  @Test
  void looksIntoWhatWasWritten() throws Exception {
    Shell.run(
        "cd "
            + at
            + "; head -c 8192 /dev/urandom >noise; printf 'aaaaaaaa' >plain; "
            + "printf '#!/bin/sh\\n' >script");
    Event noise = kept.await(FILE, 3, "file.path", at + "/noise");
    assertThat(noise.texts("file.size")).containsExactly("8192");
    assertThat(Double.parseDouble(noise.texts("file.entropy").getFirst())).isGreaterThan(7.9);
    Event plain = kept.await(FILE, 3, "file.path", at + "/plain");
    assertThat(plain.texts("file.entropy")).containsExactly("0.000");
    assertThat(plain.texts("file.first_bytes")).containsExactly("6161616161616161");
    Event script = kept.await(FILE, 3, "file.path", at + "/script");
    assertThat(script.texts("file.is_executable")).containsExactly("true");
  }

  @Test
  void keepsThePathsOfFoldersRight() throws Exception {
    Shell.run(
        "cd "
            + at
            + "; mkdir -p a/b/c; echo 1 >a/b/c/f; mv a z; sleep 0.4; echo 2 >z/b/c/g;"
            + " mkdir short; echo 3 >short/h; rm -r short");
    kept.await(FILE, 1, "file.path", at + "/z/b/c/g");
    Event folder = kept.await(FILE, 1, "file.path", at + "/a/b");
    assertThat(folder.texts("file.type")).containsExactly("folder");
    // The folder was gone before anybody could ask for its path.
    kept.await(FILE, 1, "file.path", at + "/short/h");
    kept.await(FILE, 4, "file.path", at + "/short");
  }

  @Test
  void knowsThePathsOfATreeThatIsGone() throws Exception {
    sensor.close();
    Shell.run("cd " + at + "; mkdir -p t/u/v; touch t/1 t/u/2 t/u/v/3");
    begin(mounted);
    Shell.run("rm -r " + at + "/t");
    for (String path : List.of("/t/u/v/3", "/t/u/2", "/t/1", "/t/u/v", "/t")) {
      kept.await(FILE, 4, "file.path", at + path);
    }
  }

  @Test
  void hashesAProgramOnceAndTellsTheProcess() throws Exception {
    String sum = Shell.run("cd " + at + "; cp /bin/true mine; ./mine; ./mine; sha256sum mine");
    Event hashed = kept.await(EventClass.PROCESS_ACTIVITY, 99, "process.file.path", at + "/mine");
    assertThat(sum).startsWith(hashed.texts("process.file.hashes.sha256").getFirst());
    assertThat(hashed.texts("process.file.hashes.all").getFirst()).contains("MD5=", "SHA1=");
    assertThat(hashed.texts("process.pid")).isNotEmpty();
    assertThat(kept.count(EventClass.PROCESS_ACTIVITY, 99)).isBetween(1L, 2L);
  }

  @Test
  void countsOpensByProcessAndFolder() throws Exception {
    Shell.run(
        "cd "
            + at
            + "; mkdir d; for n in 1 2 3 4 5 6 7 8 9 10 11 12; do echo x >d/$n; done;"
            + " sleep 0.4");
    Shell.run("cd " + at + "; : reads; for n in d/*; do read x <$n; done; sleep 0.5");
    sensor.close();
    // The first is told at once, the others when their time is over or the sensor ends.
    Event first = kept.await(event -> isRead(event, "/d/1"));
    assertThat(first.texts("count")).containsExactly("1");
    assertThat(first.texts("start_time")).isEmpty();
    sensor.close();
    Event others = kept.await(event -> isRead(event, "/d/2"));
    assertThat(others.texts("count")).containsExactly("11");
    assertThat(others.texts("file.path")).hasSize(11).doesNotContain(at + "/d/1");
    assertThat(others.texts("start_time")).hasSize(1);
  }

  @Test
  void namesEveryFileThatIsOpened() throws Exception {
    Shell.run(
        "cd " + at + "; mkdir m; n=0; while [ $n -lt 200 ]; do echo x >m/$n; n=$((n+1)); done");
    Shell.run(
        "cd "
            + at
            + "; : reads; n=0; while [ $n -lt 200 ]; do read x <m/$n; n=$((n+1)); done; sleep 0.5");
    sensor.close();
    Set<String> names = new HashSet<>();
    long count = 0;
    for (Event event : kept.events()) {
      if (isRead(event, "/m/")) {
        assertThat(event.texts("file.path")).hasSizeLessThanOrEqualTo(32);
        names.addAll(event.texts("file.path"));
        count += Long.parseLong(event.texts("count").getFirst());
      }
    }
    assertThat(names).hasSize(200);
    assertThat(count).isEqualTo(200);
  }

  private boolean isRead(Event event, String path) {
    return event.activity() == 14
        && event.texts("file.path").stream().anyMatch(p -> p.startsWith(at + path))
        && event.texts("actor.process.cmd_line").stream().anyMatch(c -> c.contains(": reads"));
  }

  @Test
  void opensAndFirstBytesAreToldAsThePolicySays() throws Exception {
    int count = OpenEvents.COUNT;
    opensOnce("on");
    sensor.follow(new Policy(1, false, false, true, 10, Policy.Limits.DEFAULT));
    // What was counted is told when it is switched off.
    kept.await(event -> isOpen(event, "on"));
    assertThat(quality(count)).isEqualTo(Capabilities.Quality.MISSING);
    opensOnce("off");
    Shell.run("cd " + at + "; printf 'bbbbbbbb' >silent");
    Event silent = kept.await(FILE, 3, "file.path", at + "/silent");
    assertThat(silent.texts("file.first_bytes")).isEmpty();
    assertThat(silent.texts("file.entropy")).containsExactly("0.000");
    sensor.follow(new Policy(2, true, true, true, 10, Policy.Limits.DEFAULT));
    for (int turn = 0; turn < 50 && quality(count) != Capabilities.Quality.PARTLY; turn++) {
      Shell.run("sleep 0.1");
    }
    // It takes a turn of the sensor's thread until the kernel is asked again.
    for (int turn = 0;
        turn < 20 && kept.events().stream().noneMatch(e -> isOpen(e, "again"));
        turn++) {
      opensOnce("again");
      Shell.run("sleep 1");
    }
    sensor.close();
    kept.await(event -> isOpen(event, "again"));
    assertThat(kept.events()).noneMatch(event -> isOpen(event, "off"));
    assertThat(kept.losses()).isEmpty();
  }

  private void opensOnce(String folder) throws Exception {
    Shell.run("mkdir -p " + at + "/" + folder + "; echo x >" + at + "/" + folder + "/f; sleep 0.5");
    Shell.run("read x <" + at + "/" + folder + "/f; sleep 0.5");
  }

  private boolean isOpen(Event event, String folder) {
    return event.activity() == 14 && event.texts("file.parent_folder").contains(at + "/" + folder);
  }

  private Capabilities.Quality quality(int field) {
    return sensor.capabilities().entries().stream()
        .filter(entry -> entry.field() == field)
        .findFirst()
        .orElseThrow()
        .quality();
  }

  @Test
  void leavesOutItsOwnFoldersAndDoings() throws Exception {
    Shell.run("cd " + at + "; mkdir own; echo 1 >own/journal; echo 2 >other");
    Files.writeString(mounted.point().resolve("by-me"), "x");
    Shell.run("echo 3 >" + at + "/last");
    kept.await(FILE, 1, "file.path", at + "/last");
    assertThat(kept.events())
        .noneMatch(event -> event.texts("file.path").contains(at + "/own/journal"))
        .noneMatch(event -> event.texts("file.path").contains(at + "/by-me"))
        .anyMatch(event -> event.texts("file.path").contains(at + "/other"));
  }

  @Test
  void losesNothingInAStormAndLetsGoOfTheMount() throws Exception {
    Shell.run(
        "cd "
            + at
            + "; i=0; while [ $i -lt 5000 ]; do echo x >f$i; i=$((i+1)); done;"
            + " rm f*; echo end >end");
    kept.await(FILE, 1, "file.path", at + "/end");
    kept.await(FILE, 3, "file.path", at + "/end");
    assertThat(kept.losses()).isEmpty();
    assertThat(kept.count(FILE, 1)).isEqualTo(5001);
    assertThat(kept.count(FILE, 4)).isEqualTo(5000);
    System.out.printf("files: %s%n", sensor.counts());
    Shell.run(
        "umount "
            + at
            + " && mount -t tmpfs shirube-again "
            + at
            + " && sleep 0.5 && echo 1 >"
            + at
            + "/again");
    kept.await(FILE, 1, "file.path", at + "/again");
  }

  @Test
  void seesFileSystemsOfOtherMountNamespaces() throws Exception {
    sensor.close();
    HostIdentity host = HostIdentity.of(Path.of("/"));
    Path inside = Files.createTempDirectory("shirube-inside");
    FilesSettings there =
        new FilesSettings(
            List.of(), List.of(inside, mounted.point()), false, false, false, 1000, 1000);
    Process holder =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs shirube-inside "
                    + inside
                    + "; read x; echo 1 >"
                    + inside
                    + "/f; read x")
            .start();
    try (FilesSensor other =
        new FilesSensor(
            host,
            new ProcessTable(host, 100),
            there,
            new ProgramHashes(),
            InstantSource.system())) {
      // The namespace has its mount as soon as the mount is in the holder's list.
      Shell.run(
          "for i in 1 2 3 4 5 6 7 8 9; do grep -q shirube-inside /proc/"
              + holder.pid()
              + "/mountinfo && exit 0; sleep 0.4; done; exit 1");
      other.start(kept);
      Shell.run("echo 1 >" + at + "/ready");
      kept.await(FILE, 1, "file.path", at + "/ready");
      assertThat(other.watched()).isEqualTo(2);
      holder.outputWriter().append("go\n").flush();
      kept.await(FILE, 1, "file.name", "f");
    } finally {
      holder.destroyForcibly().waitFor();
      Files.delete(inside);
    }
  }

  /// The queue holds 16,384 events; who is stopped for so long loses some, and says so.
  @Test
  void tellsOfAnOverflow() throws Exception {
    sensor.close();
    Fanotify group = Fanotify.ofNames();
    assertThat(group.watchFileSystem(at.getBytes(StandardCharsets.UTF_8), Fanotify.CREATE))
        .isZero();
    Shell.run(
        "cd " + at + "; for d in 1 2 3 4; do mkdir d$d; (cd d$d; seq 1 4500 | xargs touch); done");
    FanotifyEvents events = new FanotifyEvents();
    long seen = 0;
    boolean overflow = false;
    for (int length = group.read(); length > 0; length = group.read()) {
      events.reset(group.bytes(), length);
      while (events.next()) {
        seen++;
        overflow |= events.has(Fanotify.OVERFLOW);
      }
    }
    group.close();
    assertThat(overflow).isTrue();
    assertThat(seen).isEqualTo(16_384 + 1);
  }

  /// Needs a loop device, which is opened past its file system.
  @Test
  void tellsWhoOpensADisk() throws Exception {
    sensor.close();
    HostIdentity host = HostIdentity.of(Path.of("/"));
    FilesSettings devices =
        new FilesSettings(List.of(), List.of(Path.of("/dev")), true, false, false, 1000, 1000);
    try (FilesSensor other =
        new FilesSensor(
            host,
            new ProcessTable(host, 100),
            devices,
            new ProgramHashes(),
            InstantSource.system())) {
      other.start(kept);
      Shell.run(": opens; read x </dev/loop7; sleep 0.5; exit 0");
      Event disk = kept.await(EventClass.KERNEL_ACTIVITY, 2, "kernel.device", "/dev/loop7");
      assertThat(disk.texts("actor.process.cmd_line").getFirst()).contains(": opens");
    }
  }
}
