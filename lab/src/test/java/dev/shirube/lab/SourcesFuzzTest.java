// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.formats.Formats;
import dev.shirube.normalize.SourceSample;
import dev.shirube.normalize.SourceSamples;
import dev.shirube.normalize.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Damages every sample of every source and every source's description: nothing may throw, and no
/// value that a reader gave may be lost or changed by normalizing.
final class SourcesFuzzTest {
  private static final long SEED = 20_261_123L;
  private static final int EACH_SAMPLE = 30;
  private static final int EACH_FILE = 25;
  private static final String BITS = "\"'\\{}[]<>=:|,;%\u0000\n\t-0 9é表\ufffd";

  @Test
  void damagedRecordsNeverStopNormalizing() throws IOException {
    Random random = new Random(SEED);
    Formats formats = Formats.standard();
    Sources.Loaded sources = new Rig(Project.here().root().resolve("content")).sources();
    SourceSamples samples = new SourceSamples(sources.normalizer(), formats);
    int tried = 0;
    List<Problem> changed = new ArrayList<>();
    for (SourceSample sample : sources.samples()) {
      for (int round = 0; round < EACH_SAMPLE; round++) {
        for (Problem problem : samples.run(damaged(sample, random))) {
          if (problem.what().id().equals("source.sample-changed")) {
            changed.add(problem);
          }
        }
        tried++;
      }
    }
    System.err.println("proven: " + tried + " damaged records, seed " + SEED);
    assertThat(tried).isGreaterThan(3_000);
    assertThat(changed).isEmpty();
  }

  @Test
  void damagedDescriptionsAreRefusedWithTheirPlace() throws IOException {
    Random random = new Random(SEED);
    Formats formats = Formats.standard();
    int tried = 0;
    int refused = 0;
    for (Path file :
        new Content(Project.here().root().resolve("content")).files("sources", ".yaml")) {
      String whole = Files.readString(file);
      for (int round = 0; round < EACH_FILE; round++) {
        List<Problem> problems = load(mutated(whole, random), formats);
        assertThat(problems).allMatch(problem -> problem.file().contains("damaged.yaml"));
        refused += problems.isEmpty() ? 0 : 1;
        tried++;
      }
    }
    System.err.println("proven: " + tried + " damaged descriptions, " + refused + " refused");
    assertThat(tried).isGreaterThan(500);
    assertThat(refused).isGreaterThan(100);
  }

  private static List<Problem> load(String description, Formats formats) throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.windows())) {
      Path content = files.getPath("C:\\content");
      Path folder = Files.createDirectories(content.resolve("sources"));
      Files.write(folder.resolve("damaged.yaml"), description.getBytes(StandardCharsets.UTF_8));
      return Sources.load(new Content(content), formats).problems();
    }
  }

  private static SourceSample damaged(SourceSample sample, Random random) {
    List<SourceSample.RawEntry> entries = new ArrayList<>();
    for (SourceSample.RawEntry entry : sample.entries()) {
      String text = random.nextInt(3) == 0 ? mutated(entry.text(), random) : entry.text();
      entries.add(new SourceSample.RawEntry(entry.name(), entry.type(), text));
    }
    return new SourceSample(
        sample.file(),
        sample.line(),
        sample.source(),
        sample.name(),
        sample.format(),
        mutated(sample.record(), random),
        entries,
        sample.receivedNanos(),
        sample.expected());
  }

  private static String mutated(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int count = 1 + random.nextInt(4); count > 0 && !mutated.isEmpty(); count--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(5)) {
        case 0 -> mutated.setCharAt(at, BITS.charAt(random.nextInt(BITS.length())));
        case 1 -> mutated.insert(at, BITS.charAt(random.nextInt(BITS.length())));
        case 2 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(20)));
        case 3 -> mutated.insert(at, "9".repeat(1 + random.nextInt(40)));
        default -> mutated.insert(at, mutated.substring(at, Math.min(mutated.length(), at + 30)));
      }
    }
    return mutated.toString();
  }
}
