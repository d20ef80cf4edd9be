// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The watched folder, step by step, over restarts and ends at bad moments.
class InboxTest {
  private final FileSystem files = Jimfs.newFileSystem(Configuration.windows());
  private final Path data = files.getPath("C:\\data");
  private final Path folder = data.resolve("inbox");
  private final List<String> scanned = new ArrayList<>();
  private final List<Path> locked = new ArrayList<>();
  private boolean breakOff;
  private boolean fail;

  private Inbox inbox = opened();

  InboxTest() throws IOException {}

  @BeforeEach
  void ready() {
    scanned.clear();
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  private Inbox opened() throws IOException {
    Inbox made = new Inbox(folder, data, this::scan, (file, e) -> locked.add(file));
    made.open();
    return made;
  }

  /// Finds one thing in each line of a file.
  private @Nullable List<String> scan(Path file) throws IOException {
    if (fail) {
      throw new IOException("the disk is full");
    }
    scanned.add(String.valueOf(file.getFileName()));
    return breakOff ? null : Files.readAllLines(file).stream().map(InboxTest::finding).toList();
  }

  private static String finding(String line) {
    return "{\"finding\":\"" + "0".repeat(32 - line.length()) + line + "\",\"version\":1}";
  }

  private void drop(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private int step() throws IOException {
    return inbox.step().stream().mapToInt(Inbox.Scanned::added).sum();
  }

  private List<String> kept() throws IOException {
    return Files.readAllLines(data.resolve("findings.jsonl"));
  }

  @Test
  void scansAFileOnceItNoLongerChanges() throws IOException {
    drop("a.json", "1\n");
    assertThat(step()).as("seen for the first time").isZero();
    drop("a.json", "1\n2\n");
    assertThat(step()).as("still growing").isZero();
    assertThat(step()).isEqualTo(2);
    assertThat(step()).isZero();
    assertThat(scanned).containsExactly("a.json");
    assertThat(kept()).hasSize(2);
  }

  @Test
  void scansTheSameContentAtMostOnce() throws IOException {
    drop("a.json", "1\n");
    step();
    step();
    drop("b.json", "1\n");
    step();
    assertThat(inbox.step()).singleElement().matches(Inbox.Scanned::known);
    assertThat(scanned).containsExactly("a.json");
    assertThat(kept()).hasSize(1);
  }

  @Test
  void keepsEverythingOverARestart() throws IOException {
    drop("a.json", "1\n2\n");
    step();
    step();
    inbox = opened();
    assertThat(inbox.findings()).isEqualTo(2);
    drop("b.json", "2\n3\n");
    step();
    assertThat(step()).as("finding 2 is known").isEqualTo(1);
    assertThat(scanned).containsExactly("a.json", "b.json");
    assertThat(kept()).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void anEndBetweenFindingsAndScannedDoublesNothing() throws IOException {
    drop("a.json", "1\n2\n");
    step();
    step();
    Files.writeString(data.resolve("scanned.txt"), "");
    inbox = opened();
    step();
    assertThat(step()).isZero();
    assertThat(kept()).hasSize(2);
  }

  @Test
  void aLineWrittenHalfIsTakenBack() throws IOException {
    drop("a.json", "1\n2\n");
    step();
    step();
    Path findings = data.resolve("findings.jsonl");
    String whole = Files.readString(findings);
    Files.writeString(findings, whole + "{\"finding\":\"00", StandardOpenOption.TRUNCATE_EXISTING);
    inbox = opened();
    assertThat(Files.readString(findings)).isEqualTo(whole);
    assertThat(inbox.findings()).isEqualTo(2);
  }

  @Test
  void aScanThatIsBrokenOffOrFailsIsDoneAgain() throws IOException {
    drop("a.json", "1\n");
    step();
    breakOff = true;
    assertThat(step()).isZero();
    assertThat(kept()).isEmpty();
    breakOff = false;
    fail = true;
    assertThatThrownBy(this::step).isInstanceOf(IOException.class);
    fail = false;
    assertThat(step()).isEqualTo(1);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void aLinkThatLeadsInACircleAndAFileThatWentAwayStopNothing() throws IOException {
    Files.createSymbolicLink(folder.resolve("circle"), folder);
    drop("a.json", "1\n");
    drop("b.json", "2\n");
    step();
    Files.delete(folder.resolve("b.json"));
    assertThat(step()).isEqualTo(1);
    assertThat(scanned).containsExactly("a.json");
    assertThat(locked).isEmpty();
  }
}
