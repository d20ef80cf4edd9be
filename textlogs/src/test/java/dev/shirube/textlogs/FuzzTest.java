// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.Splitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged and hostile inputs: no reader throws, none runs away, none writes more than its limits.
class FuzzTest {
  static final List<String> PATTERNS =
      List.of(
          "a=\"",
          "a='",
          "a=\"\\\"",
          "a=[\"",
          "=",
          " ; ",
          "a=b ",
          "a=b; ",
          "|",
          "\\|",
          "CEF:0|",
          "x=",
          "CEF:0|a|b|c|d|e|f|a=",
          "cs1Label=a cs1=b ",
          "LEEF:1.0|",
          "[",
          "[a ",
          "<1>",
          "<13>1 ",
          "%A-",
          "9 <1>",
          "1 <",
          "type=",
          "type=A msg=audit(1:1): ",
          "type=A msg=audit(1:1): a=\"\n",
          "type=EXECVE msg=audit(1:1): a0=41\n",
          "\t",
          "-,",
          "#fields\ta\tb\n",
          "\"",
          "\"\" ",
          "a b ",
          "[1/Jan/2020:",
          "1 Jan ",
          "Jan 1 00:00:00 a",
          "Jan 1 00:00:00 ",
          "\tat x\n",
          "msg='a=\"'",
          "\u00ff");

  private static final int INPUTS = 1_200;
  private static final Limits SMALL = new Limits(1 << 20, 1 << 20, 100, 100, 2, 2_048, 40, 16);

  @Test
  @Timeout(120)
  void readsDamagedLogsWithoutAnException() throws IOException {
    long seed = 20260102;
    Random random = new Random(seed);
    List<byte[]> seeds = new ArrayList<>();
    for (Path log : GoldenTest.logs()) {
      seeds.add(Files.readAllBytes(log));
    }
    int read = 0;
    long events = 0;
    for (int input = 0; input < INPUTS; input++) {
      byte[] content = mutate(seeds, random);
      for (Format format : GoldenTest.FORMATS) {
        try {
          events += check(format, content);
        } catch (RuntimeException | AssertionError e) {
          String shown = new String(content, StandardCharsets.ISO_8859_1);
          throw new AssertionError(
              "seed " + seed + " input " + input + " as " + format.name() + ": " + shown, e);
        }
        read++;
      }
    }
    assertThat(read).isGreaterThanOrEqualTo(5_000);
    assertThat(events).isGreaterThan(50_000);
  }

  /// Inputs that a reader did not survive once.
  @ParameterizedTest
  @ValueSource(
      strings = {"#fields\ta\tb\n#types\tset[\t]\nx\ty\n", "#Fields: a b\n\u00ff \u00ff\n"})
  @Timeout(60)
  void survivesWhatItOnceDidNot(String text) {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    for (Format format : GoldenTest.FORMATS) {
      assertThat(check(format, content)).isPositive();
    }
  }

  private static long check(Format format, byte[] content) {
    List<Problem> problems = new ArrayList<>();
    long[] seen = new long[2];
    int sure = format.recognize(Reading.sample(content));
    assertThat(sure).isBetween(0, 100);
    ReadCounts counts =
        Reading.each(
            format,
            content,
            SMALL,
            problems,
            event -> {
              seen[0]++;
              seen[1] += event.size();
              assertThat(event.size()).isBetween(1, SMALL.fields() + 100);
              for (int entry = 0; entry < event.size(); entry++) {
                int end = event.offset(entry) + event.length(entry);
                assertThat(end).isLessThanOrEqualTo(event.batch().sizeBytes());
                assertThat(event.length(entry)).isNotNegative();
              }
            });
    assertThat(counts.records()).isEqualTo(seen[0]);
    assertThat(seen[0]).isLessThanOrEqualTo(content.length + 1L);
    if (format instanceof Splitter splitter) {
      Reading.split(splitter, new String(content, StandardCharsets.UTF_8), "p.");
    }
    return seen[0];
  }

  private static byte[] mutate(List<byte[]> seeds, Random random) {
    byte[] from = seeds.get(random.nextInt(seeds.size()));
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(slice(from, random));
    if (random.nextInt(3) == 0) {
      content.writeBytes(slice(seeds.get(random.nextInt(seeds.size())), random));
    }
    byte[] bytes = content.toByteArray();
    int changes = random.nextInt(12);
    for (int change = 0; change < changes && bytes.length > 2; change++) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] slice(byte[] from, Random random) {
    if (random.nextBoolean()) {
      return from;
    }
    int start = random.nextInt(from.length);
    return Arrays.copyOfRange(from, start, start + random.nextInt(from.length - start) + 1);
  }

  private static byte[] change(byte[] bytes, Random random) {
    String syntax = " =\"'[]|:;,<>\\{}()#-%\t\n\r\u001d\u0000x0";
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1, 2 -> bytes[at] = (byte) syntax.charAt(random.nextInt(syntax.length()));
      case 3 -> {
        int length = Math.min(bytes.length - at, random.nextInt(40));
        byte[] cut = Arrays.copyOf(bytes, bytes.length - length);
        System.arraycopy(bytes, at + length, cut, at, bytes.length - at - length);
        return cut;
      }
      default -> {
        int length = Math.min(bytes.length - at, random.nextInt(40));
        byte[] more = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, more, at + length, bytes.length - at);
        return more;
      }
    }
    return bytes;
  }

  /// Half a megabyte of each takes the time of half a megabyte: work that grew with the square of
  /// the length would take hours.
  @ParameterizedTest
  @FieldSource("PATTERNS")
  void takesNoLongerThanTheInputDeserves(String pattern) {
    byte[] content =
        pattern.repeat((1 << 19) / pattern.length()).getBytes(StandardCharsets.ISO_8859_1);
    byte[] head = "#separator \\x09\n#fields\ta\tb\n".getBytes(StandardCharsets.UTF_8);
    byte[] prefixed = Arrays.copyOf(head, head.length + content.length);
    System.arraycopy(content, 0, prefixed, head.length, content.length);
    assertTimeoutPreemptively(
        Duration.ofSeconds(90),
        () -> {
          for (Format format : GoldenTest.FORMATS) {
            format.recognize(Reading.sample(content));
            ReadCounts counts =
                Reading.each(format, content, Limits.STANDARD, new ArrayList<>(), _ -> {});
            assertThat(counts.records() + counts.damaged()).isNotNegative();
            Reading.each(format, prefixed, Limits.STANDARD, new ArrayList<>(), _ -> {});
          }
        });
  }
}
