// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import static dev.shirube.containers.Archives.file;
import static dev.shirube.containers.Archives.gzip;
import static dev.shirube.containers.Archives.joined;
import static dev.shirube.containers.Archives.stored;
import static dev.shirube.containers.Archives.tar;
import static dev.shirube.containers.Archives.utf8;
import static dev.shirube.containers.Archives.zip;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContainersTest {
  private static final Archives.Packed ONE = file("logs/one.json", "{\"a\":1}\n");
  private static final Archives.Packed TWO = file("logs/two.log", "a line\n");

  @Test
  void walksFoldersInTheOrderOfNames() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = windows.getPath("C:\\logs");
      Files.createDirectories(root.resolve("b\\deep"));
      Files.write(root.resolve("b\\deep\\x.log"), utf8("x"));
      Files.write(root.resolve("a.zip"), zip(ONE, TWO));
      Files.write(root.resolve("c.gz"), gzip(utf8("plain")));
      Files.createFile(root.resolve("empty"));
      Walks walks = Walks.over(root, Limits.STANDARD);
      assertThat(walks.entries.keySet())
          .containsExactly(
              "C:\\logs\\a.zip!/logs/one.json",
              "C:\\logs\\a.zip!/logs/two.log",
              "C:\\logs\\b\\deep\\x.log",
              "C:\\logs\\c.gz",
              "C:\\logs\\empty");
      assertThat(walks.text("C:\\logs\\c.gz")).isEqualTo("plain");
      assertThat(walks.told()).isEmpty();
      assertThat(walks.walked).isEqualTo(new Containers.Walked(4, 5, true));
      assertThat(walks.bytesRead).isEqualTo(Containers.sizeBytes(root)).isPositive();
    }
  }

  @Test
  void followsNoLinkInCircles() throws IOException {
    try (FileSystem unix = Jimfs.newFileSystem(Configuration.unix())) {
      Path root = unix.getPath("/logs");
      Files.createDirectories(root.resolve("a"));
      Files.write(root.resolve("a/x"), utf8("x"));
      Files.createSymbolicLink(root.resolve("a/up"), root);
      Files.createSymbolicLink(root.resolve("gone"), root.resolve("nowhere"));
      Walks walks = Walks.over(root, Limits.STANDARD);
      assertThat(walks.entries.keySet()).containsExactly("/logs/a/x");
      assertThat(walks.told()).containsExactlyInAnyOrder("containers.loop", "containers.missing");
    }
  }

  @Test
  void tellsOfAPathThatIsNotThere() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      Walks walks = Walks.over(windows.getPath("C:\\no"), Limits.STANDARD);
      assertThat(walks.told()).containsExactly("containers.missing");
    }
  }

  @Test
  void opensArchivesInArchives() {
    byte[] inner = gzip(tar(ONE, TWO));
    Walks walks = Walks.over(zip(new Archives.Packed("in.tgz", inner), file("c", "x")));
    assertThat(walks.entries.keySet())
        .containsExactly(
            "C:\\in!/in.tgz!/logs/one.json", "C:\\in!/in.tgz!/logs/two.log", "C:\\in!/c");
    assertThat(walks.text("C:\\in!/in.tgz!/logs/one.json")).isEqualTo("{\"a\":1}\n");
    assertThat(walks.told()).isEmpty();
  }

  @Test
  void readsLongNamesInTar() {
    String name = "folder/".repeat(30) + "file.json";
    Walks walks = Walks.over(tar(file(name, "x"), ONE));
    assertThat(walks.entries.keySet()).containsExactly("C:\\in!/" + name, "C:\\in!/logs/one.json");
  }

  @Test
  void readsWhatIsWholeOfACutZip() {
    byte[] whole = zip(file("a", noise(20_000)), file("b", noise(30_000)));
    Walks noDirectory = Walks.over(Arrays.copyOf(whole, whole.length - 116));
    assertThat(noDirectory.entries).hasSize(2);
    assertThat(noDirectory.told()).containsExactly("containers.zip.directory");
    Walks cut = Walks.over(Arrays.copyOf(whole, whole.length / 2));
    assertThat(cut.text("C:\\in!/a")).isEqualTo(noise(20_000));
    assertThat(noise(30_000)).startsWith(cut.text("C:\\in!/b"));
    assertThat(cut.text("C:\\in!/b").length()).isGreaterThan(1_000);
    assertThat(cut.told()).containsExactly("containers.cut", "containers.zip.directory");
  }

  @Test
  void readsWhatIsWholeOfACutGzip() {
    byte[] whole = gzip(utf8(noise(50_000)));
    Walks walks = Walks.over(Arrays.copyOf(whole, whole.length - 20));
    assertThat(walks.text("C:\\in").length()).isGreaterThan(49_000);
    assertThat(walks.told()).containsExactly("containers.cut");
    Walks behind = Walks.over(joined(whole, new byte[] {0x1f}));
    assertThat(behind.text("C:\\in")).hasSize(50_000);
    assertThat(behind.told()).containsExactly("containers.gzip.behind");
    Walks padded = Walks.over(joined(whole, new byte[512]));
    assertThat(padded.told()).isEmpty();
    Walks twice = Walks.over(joined(whole, whole));
    assertThat(twice.text("C:\\in")).hasSize(100_000);
  }

  @Test
  void namesWhatACutTarLost() {
    byte[] whole = tar(ONE, file("big", noise(5_000)));
    Walks walks = Walks.over(Arrays.copyOf(whole, 3_000));
    assertThat(walks.text("C:\\in!/logs/one.json")).isEqualTo("{\"a\":1}\n");
    assertThat(walks.problems).hasSize(1);
    assertThat(walks.problems.getFirst().what().id()).isEqualTo("containers.tar.cut");
    assertThat(walks.problems.getFirst().what().arguments()).containsExactly("big", "3536");
  }

  @Test
  void goesOnBehindDamage() {
    byte[] zip = zip(file("a", noise(5_000)), file("b", noise(6_000)), ONE);
    Arrays.fill(zip, 1_000, 1_200, (byte) 0xff);
    Walks damaged = Walks.over(zip);
    assertThat(damaged.text("C:\\in!/b")).isEqualTo(noise(6_000));
    assertThat(damaged.text("C:\\in!/logs/one.json")).isEqualTo("{\"a\":1}\n");
    assertThat(damaged.told()).containsAnyOf("containers.damaged", "containers.checksum");
    byte[] tar = tar(ONE, TWO, file("c", "see"));
    tar[1024 + 3] ^= 0x55;
    Walks skipped = Walks.over(tar);
    assertThat(skipped.entries.keySet()).containsExactly("C:\\in!/logs/one.json", "C:\\in!/c");
    assertThat(skipped.told()).containsExactly("containers.tar.damaged");
  }

  @Test
  void readsStoredEntriesWhoseSizeFollows() {
    byte[] tricky = joined(utf8("PK"), new byte[] {7, 8}, utf8("not the end PK"), new byte[40]);
    byte[] bytes =
        joined(
            stored("x", tricky, true, 0),
            stored("none", new byte[0], true, 0),
            stored("y", utf8("why"), false, 0),
            Archives.directoryEnd());
    Walks walks = Walks.over(bytes);
    assertThat(walks.entries.get("C:\\in!/x")).isEqualTo(tricky);
    assertThat(walks.entries.get("C:\\in!/none")).isEmpty();
    assertThat(walks.text("C:\\in!/y")).isEqualTo("why");
    assertThat(walks.told()).isEmpty();
  }

  @Test
  void tellsOfEncryptedEntriesAndReadsTheOthers() {
    byte[] bytes =
        joined(
            stored("secret", utf8("0123456789abcdef"), false, 1),
            stored("streamed", utf8("0123456789abcdef"), true, 1),
            stored("open", utf8("text"), false, 0),
            Archives.directoryEnd());
    Walks walks = Walks.over(bytes);
    assertThat(walks.entries.keySet()).containsExactly("C:\\in!/open");
    assertThat(walks.told())
        .containsExactly("containers.zip.encrypted", "containers.zip.encrypted");
  }

  @Test
  void showsNamesWithoutHarm() {
    Walks walks =
        Walks.over(
            zip(
                file("../../etc/passwd", "a"),
                file("C:\\Windows\\evil.exe", "b"),
                file("/root/x", "c"),
                file("nul\0l\u001b[31m", "d"),
                file("gpj\u202etxt.exe", "e"),
                file("fine/日本語 log.txt", "f")));
    assertThat(walks.entries.keySet())
        .containsExactly(
            "C:\\in!/etc/passwd",
            "C:\\in!/Windows/evil.exe",
            "C:\\in!/root/x",
            "C:\\in!/nul\\u0000l\\u001b[31m",
            "C:\\in!/gpj\\u202etxt.exe",
            "C:\\in!/fine/日本語 log.txt");
    assertThat(walks.told()).hasSize(5).containsOnly("containers.name");
  }

  @Test
  void readsJapaneseNames() {
    Walks walks = Walks.over(zip(Charset.forName("windows-31j"), file("ログ/表示.csv", "x")));
    assertThat(walks.entries.keySet()).containsExactly("C:\\in!/ログ/表示.csv");
  }

  @Test
  void passesOverWhatMacosAdds() {
    Walks walks = Walks.over(zip(ONE, file("__MACOSX/logs/._one.json", "fork")));
    assertThat(walks.entries.keySet()).containsExactly("C:\\in!/logs/one.json");
    assertThat(walks.told()).containsExactly("containers.macos");
    assertThat(walks.problems.getFirst().what().arguments()).containsExactly("1");
  }

  @Test
  void tellsOfArchivesItCannotRead() {
    assertThat(Walks.over(new byte[] {'7', 'z', (byte) 0xbc, (byte) 0xaf, 0x27, 0x1c, 0}).told())
        .containsExactly("containers.foreign");
  }

  @Test
  void leavesTheRestUnreadWhenTheVisitorDoes() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      Path file = windows.getPath("C:\\a.zip");
      Files.write(file, zip(file("a", noise(300_000)), file("b", noise(200_000)), ONE));
      int[] met = {0};
      Containers containers = new Containers(problem -> met[0] = -99, Limits.STANDARD, _ -> {});
      Containers.Walked walked = containers.walk(file, _ -> met[0]++);
      assertThat(walked.entries()).isEqualTo(3);
      assertThat(met[0]).isEqualTo(3);
    }
  }

  private static String noise(int length) {
    Random random = new Random(length);
    StringBuilder text = new StringBuilder(length);
    for (int at = 0; at < length; at++) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }
}
