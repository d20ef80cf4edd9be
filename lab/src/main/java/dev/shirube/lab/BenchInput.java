// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Limits;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// What benchmarks read: real Windows events as JSON lines, mixed by a fixed seed, where the folder
/// of real data is there; events of our own making otherwise.
final class BenchInput {
  static final long SEED = 20_260_201L;

  private static final int BLOCK = 64;
  private static final int MADE = 20_000;

  private BenchInput() {}

  /// How much is wanted.
  ///
  /// @param most lines
  /// @param ofFile lines of one file at most
  /// @param onlyProcesses whether only starts of processes are wanted
  record Choice(int most, int ofFile, boolean onlyProcesses) {
    /// The mix of Windows events that rules are measured on.
    static final Choice MIX = new Choice(60_000, 2_500, false);

    /// Starts of processes alone.
    static final Choice PROCESSES = new Choice(60_000, 2_500, true);

    /// A longer mix, for the recording.
    static final Choice LONG_MIX = new Choice(150_000, 6_000, false);
  }

  /// The folder of real data; null when there is none.
  static @Nullable Path data(Path root) {
    String named = System.getenv("SHIRUBE_DATA");
    Path folder = named == null ? root.resolve("../shared/data") : Path.of(named);
    return Files.isRegularFile(folder.resolve("sigma-rules.zip")) ? folder : null;
  }

  /// Writes the mix.
  ///
  /// @param data null for events of our own making
  static void write(Path file, @Nullable Path data, Choice choice) throws IOException {
    List<byte[]> lines = lines(data, choice);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (byte[] line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
  }

  /// The mix, line by line.
  ///
  /// @param data null for events of our own making
  static List<byte[]> lines(@Nullable Path data, Choice choice) throws IOException {
    return data == null ? made() : mixed(data, choice);
  }

  private static List<byte[]> mixed(Path data, Choice choice) throws IOException {
    List<List<byte[]>> blocks = new ArrayList<>();
    new Containers(_ -> {}, Limits.STANDARD, _ -> {})
        .walk(
            data.resolve("security-datasets/atomic/windows"),
            entry -> {
              if (entry.name().endsWith(".json") && !entry.name().contains("__MACOSX")) {
                blocks(lines(entry, choice), blocks);
              }
            });
    Collections.shuffle(blocks, new Random(SEED));
    return blocks.stream().flatMap(List::stream).limit(choice.most()).toList();
  }

  private static List<byte[]> lines(Entry entry, Choice choice) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = entry.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int index = 0; index < count && lines.size() < choice.ofFile(); index++) {
          if (buffer[index] != '\n') {
            line.write(buffer[index]);
          } else {
            take(line.toByteArray(), choice.onlyProcesses(), lines);
            line.reset();
          }
        }
      }
    } catch (IOException _) {
      // Some of the archives end early; what came before counts.
    }
    return lines;
  }

  private static void take(byte[] line, boolean onlyProcesses, List<byte[]> lines) {
    String text = new String(line, StandardCharsets.UTF_8);
    boolean process =
        (text.contains("\"EventID\":1,") && text.contains("Sysmon"))
            || text.contains("\"EventID\":4688,");
    if (text.startsWith("{") && (process || !onlyProcesses)) {
      lines.add(line);
    }
  }

  private static void blocks(List<byte[]> lines, List<List<byte[]>> blocks) {
    for (int from = 0; from < lines.size(); from += BLOCK) {
      blocks.add(lines.subList(from, Math.min(lines.size(), from + BLOCK)));
    }
  }

  /// Process starts as Winlogbeat ships them.
  private static List<byte[]> made() {
    Random random = new Random(SEED);
    List<String> programs = Arrays.asList("cmd", "powershell", "svchost", "chrome", "excel", "reg");
    List<byte[]> lines = new ArrayList<>();
    for (int number = 0; number < MADE; number++) {
      String program = programs.get(random.nextInt(programs.size()));
      String parent = programs.get(random.nextInt(programs.size()));
      lines.add(
          String.format(
                  Locale.ROOT,
                  """
                  {"@timestamp":"2026-02-01T00:00:%02d.%03dZ","winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":1,\
                  "provider_name":"Microsoft-Windows-Sysmon","computer_name":"PC%d","event_data":{"Image":"C:\\\\Windows\\\\System32\\\\%s.exe",\
                  "CommandLine":"%s.exe /c job %d","ParentImage":"C:\\\\Windows\\\\%s.exe","ProcessId":"%d","User":"CORP\\\\user%d"}}}\
                  """,
                  number % 60,
                  number % 1000,
                  random.nextInt(40),
                  program,
                  program,
                  random.nextInt(5000),
                  parent,
                  random.nextInt(20_000),
                  random.nextInt(200))
              .getBytes(StandardCharsets.UTF_8));
    }
    return lines;
  }
}
