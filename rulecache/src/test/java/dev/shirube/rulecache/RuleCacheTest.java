// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Content;
import dev.shirube.event.Digests;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RuleCacheTest {
  private static final byte[] KEY = Digests.sha256("key");
  private static final Path ROOT = Path.of(System.getProperty("shirube.root", ".."));

  /// Rules with a part of every kind.
  private static final String EVERY_KIND =
      """
      title: 表題 \\ud83d
      id: a
      name: first
      logsource: {category: process_creation, product: windows}
      tags: [attack.t1003.001, attack.credential_access]
      references: [https://example.org/1]
      detection:
          one:
              A: [plain, 'st*', '*en', '*in*', 'a?b*c', 7, 0x10, null, '', '*', "\\0?x"]
              B|windash|contains: [' -enc ', '/x']
              C|re|i|m: ['^a.*b$', 'c+']
              D|cidr: [10.0.0.0/8, '2001:db8::/32']
              E|gte: 1.5
              F|hour|lt: 7
              G|neq: [x, y]
              H|exists: true
              I|fieldref|endswith: J
              K|cased|contains|all: [Äö, ß, 漢字]
              L|base64offset|contains: hello
              M|expand: 'pre%names%'
          keys: [some, 'wo?rd']
          two: {A|contains: [aaaa, bbbb, cccc, dddd, eeee, ffff]}
          unused: {Z: 1}
          condition: (one or keys) and not 1 of two* and one
      level: high
      shirube:
          title: {ja: 題, en: Title}
          question: {ja: 問い, en: Question}
      ---
      title: Many
      id: b
      correlation:
          type: value_count
          rules: [first]
          group-by: [user]
          timespan: 5m
          aliases: {user: {first: A}}
          condition: {gte: 3, lt: 10.5, field: A}
      ---
      title: Old
      id: c
      logsource: {product: windows}
      detection:
          s: {EventID: 4625}
          condition: s | count(User) by Host > 5
          timeframe: 1h
      ---
      title: Quiet
      id: d
      logsource: {category: process_creation, product: windows}
      filter:
          rules: [a]
          selection: {A: quiet}
          condition: selection
      ---
      title: Refused
      id: e
      logsource: {category: nobody}
      detection:
          s: {A|re: '(?=x)'}
          condition: s
      """;

  static Taxonomy taxonomy() throws IOException {
    return Taxonomy.load(new Content(ROOT.resolve("content"))).taxonomy();
  }

  private static RuleSet everyKind() throws IOException {
    RuleFile file = new RuleFile("x.yml", EVERY_KIND.getBytes(StandardCharsets.UTF_8));
    RuleSet rules = RuleSet.load(List.of(file), taxonomy(), Map.of("names", List.of("1*", "2")));
    assertThat(rules.rules()).hasSize(3);
    assertThat(rules.filters()).hasSize(1);
    assertThat(rules.problems()).hasSize(1);
    assertThat(rules.notices()).hasSizeGreaterThanOrEqualTo(2);
    return rules;
  }

  static RuleSet again(RuleSet rules) {
    return Objects.requireNonNull(RuleCache.unpack(RuleCache.pack(rules, KEY), KEY));
  }

  private static void assertSame(RuleSet one, RuleSet two) {
    assertThat(two.rules()).isEqualTo(one.rules());
    assertThat(two.filters()).isEqualTo(one.filters());
    assertThat(two.correlations()).isEqualTo(one.correlations());
    assertThat(two.problems()).isEqualTo(one.problems());
    assertThat(two.notices()).isEqualTo(one.notices());
    assertThat(two.fields()).isEqualTo(one.fields());
    assertThat(Printed.detections(two)).isEqualTo(Printed.detections(one));
  }

  @Test
  void aSetOfEveryKindOfRuleIsTheSameAfterwards() throws IOException {
    RuleSet rules = everyKind();
    assertSame(rules, again(rules));
    assertThat(Printed.detections(rules)).anyMatch(text -> text.contains("Found"));
  }

  @Test
  void ourOwnRulesAreTheSameAfterwards() throws IOException {
    List<RuleFile> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(ROOT.resolve("content").resolve("rules"))) {
      for (Path file : walk.filter(path -> path.toString().endsWith(".yml")).sorted().toList()) {
        files.add(new RuleFile(file.toString(), Files.readAllBytes(file)));
      }
    }
    RuleSet rules = RuleSet.load(files, taxonomy(), Map.of());
    assertThat(rules.rules().size()).isGreaterThan(30);
    assertSame(rules, again(rules));
  }

  @Test
  @Tag("data")
  void allRulesOfSigmaHqAreTheSameAfterwards() throws IOException {
    Path zip = data("sigma-rules.zip");
    Assumptions.assumeTrue(zip != null, "not proven: SigmaHQ's rules are the same from the cache");
    RuleSet rules = RuleSet.load(zipped(zip), taxonomy(), Map.of());
    assertThat(rules.rules().size()).isGreaterThan(3_700);
    assertSame(rules, again(rules));
    System.out.printf(
        "proven: %d rules are the same from a cache of %d KiB%n",
        rules.rules().size(), RuleCache.pack(rules, KEY).length >> 10);
  }

  private static @Nullable Path data(String name) {
    String set = System.getenv("SHIRUBE_DATA");
    Path folder = set != null ? Path.of(set) : ROOT.resolve("../shared/data");
    return Files.isRegularFile(folder.resolve(name)) ? folder.resolve(name) : null;
  }

  private static List<RuleFile> zipped(@Nullable Path zip) throws IOException {
    List<RuleFile> files = new ArrayList<>();
    try (InputStream in = Files.newInputStream(Objects.requireNonNull(zip));
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (entry.getName().endsWith(".yml")) {
          files.add(new RuleFile(entry.getName(), entries.readAllBytes()));
        }
      }
    }
    return files;
  }

  @Test
  void aDamagedFileIsNoFile() throws IOException {
    byte[] whole = RuleCache.pack(everyKind(), KEY);
    assertThat(RuleCache.unpack(whole, Digests.sha256("another"))).isNull();
    Random random = new Random(25);
    for (int round = 0; round < 6_000; round++) {
      byte[] damaged = damage(whole, 0, random);
      if (!Arrays.equals(damaged, whole)) {
        assertThat(RuleCache.unpack(damaged, KEY)).as("round %d", round).isNull();
      }
    }
  }

  @Test
  void aForgedBodyIsRulesOrDamagedAndNothingElse() throws IOException {
    byte[] whole = SetCodec.write(everyKind());
    Random random = new Random(26);
    int read = 0;
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] forged = damage(whole, 0, random);
      try {
        RuleSet rules = SetCodec.read(forged, 0, forged.length);
        read += rules.detections().isEmpty() ? 0 : 1;
      } catch (ByteSource.Damaged | IllegalArgumentException _) {
        refused++;
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isGreaterThan(10_000);
  }

  private static byte[] damage(byte[] whole, int from, Random random) {
    byte[] bytes = whole.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = from + random.nextInt(bytes.length - from);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = -1;
        default -> {
          int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
          System.arraycopy(bytes, random.nextInt(bytes.length - length), bytes, at, length);
        }
      }
    }
    return random.nextInt(8) > 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length * 2));
  }

  /// A source that counts how often it is read.
  private static final class Counting implements RuleCache.Source {
    private final RuleSet rules;
    private byte[] key = KEY;
    private int reads;
    private boolean changes;

    Counting(RuleSet rules) {
      this.rules = rules;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public RuleSet read() {
      reads++;
      key = changes ? Digests.sha256("changed", Integer.toString(reads)) : key;
      return rules;
    }
  }

  @Test
  void whatWasReadOnceIsKeptUntilItChanges() throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.windows())) {
      Path folder = files.getPath("C:\\data\\cache");
      RuleCache cache = new RuleCache(folder);
      Counting source = new Counting(everyKind());
      assertThat(cache.rules(source).state()).isEqualTo(RuleCache.State.MADE);
      RuleCache.Ready found = cache.rules(source);
      assertThat(found.state()).isEqualTo(RuleCache.State.FOUND);
      assertSame(source.rules, found.rules());
      assertThat(source.reads).isEqualTo(1);
      Path file = only(folder);
      byte[] damaged = Files.readAllBytes(file);
      damaged[damaged.length / 2] ^= 1;
      Files.write(file, damaged);
      assertThat(cache.rules(source).state()).isEqualTo(RuleCache.State.REPLACED);
      assertThat(cache.rules(source).state()).isEqualTo(RuleCache.State.FOUND);
      for (int number = 0; number < 9; number++) {
        source.key = Digests.sha256("key", Integer.toString(number));
        assertThat(cache.rules(source).state()).isEqualTo(RuleCache.State.MADE);
      }
      assertThat(count(folder)).isEqualTo(4);
      source.changes = true;
      source.key = Digests.sha256("before");
      assertThat(cache.rules(source).state()).isEqualTo(RuleCache.State.NOT_KEPT);
      assertThat(count(folder)).isEqualTo(4);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenToStopsNothing() throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      Path blocked = Files.writeString(files.getPath("/data"), "a file");
      RuleCache cache = new RuleCache(blocked.resolve("cache"));
      Counting source = new Counting(everyKind());
      RuleCache.Ready ready = cache.rules(source);
      assertThat(ready.state()).isEqualTo(RuleCache.State.NOT_KEPT);
      assertThat(ready.rules()).isSameAs(source.rules);
    }
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      List<Path> files = list.toList();
      assertThat(files).hasSize(1);
      return files.getFirst();
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.count();
    }
  }
}
