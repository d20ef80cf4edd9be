// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.detect.PlainDetector;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Ratios measured on this machine in one run: what detection costs beside reading. Rates depend on
/// the machine; ratios much less. Nothing here gates a build.
public final class Bench {
  private static final int RUNS = 5;
  private static final int EVENTS = 20_000;
  private static final long SEED = 20_260_201L;

  private final Rig rig;
  private final Messages messages;
  private final Language language;
  private final Path input;
  private long events;
  private double alone;

  private Bench(Path root, Path input) throws IOException {
    rig = new Rig(root.resolve("content"));
    messages = Messages.load(rig.content()).messages();
    language = Language.ofLocale(Locale.getDefault().toLanguageTag());
    this.input = input;
  }

  /// Runs all measurements; takes a minute or two.
  public static void main(String[] args) throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", "."));
    Path data = data(root);
    Path folder = Files.createTempDirectory("shirube-bench");
    Path lines = folder.resolve("events.jsonl");
    try {
      Files.write(lines, generated());
      Bench bench = new Bench(root, lines);
      bench.run(data);
      if (data == null) {
        bench.say("bench.no-data");
      }
    } finally {
      Files.deleteIfExists(lines);
      Files.deleteIfExists(folder);
    }
  }

  private static @Nullable Path data(Path root) {
    String named = System.getenv("SHIRUBE_DATA");
    Path folder = named == null ? root.resolve("../shared/data") : Path.of(named);
    return Files.isRegularFile(folder.resolve("sigma-rules.zip")) ? folder : null;
  }

  private void run(@Nullable Path data) throws IOException {
    List<Long> reading = measure(null);
    alone = median(reading);
    say("bench.input", text("bench.generated"), count(events), RUNS);
    row(text("bench.read"), reading);
    RuleSet ours = rig.rules(Rig.ruleFiles(rig.content().root().resolve("rules"), _ -> true));
    row(text("bench.ours", count(ours.rules().size())), measure(ours));
    if (data != null) {
      Path zip = data.resolve("sigma-rules.zip");
      List<RuleFile> files = Rig.ruleFiles(zip, Rig::isActiveSigmaHq);
      Random random = new Random(SEED);
      RuleSet quarter = rig.rules(files.stream().filter(_ -> random.nextInt(4) == 0).toList());
      row(text("bench.quarter", count(quarter.rules().size())), measure(quarter));
      RuleSet all = rig.rules(files);
      row(text("bench.all", count(all.rules().size())), measure(all));
    }
  }

  /// CPU nanoseconds of each run; the first, cold one is not among them.
  private List<Long> measure(@Nullable RuleSet rules) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Long> nanos = new ArrayList<>();
    for (int run = 0; run <= RUNS; run++) {
      PlainDetector detector = rules == null ? null : new PlainDetector(rules);
      long[] count = {0};
      long began = threads.getCurrentThreadCpuTime();
      rig.read(
          List.of(input),
          batch -> {
            count[0] += batch.count();
            if (detector != null) {
              detector.detect(batch, _ -> {});
            }
          });
      if (run > 0) {
        nanos.add(threads.getCurrentThreadCpuTime() - began);
      }
      events = count[0];
    }
    return nanos;
  }

  private static double median(List<Long> nanos) {
    return nanos.stream().sorted().toList().get(nanos.size() / 2);
  }

  private void row(String what, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    say(
        "bench.row",
        what,
        rate(median(nanos)),
        rate(sorted.getLast()),
        rate(sorted.getFirst()),
        String.format(Locale.ROOT, "%.2f", median(nanos) / alone));
  }

  private String rate(double nanos) {
    return count(Math.round(events * 1e9 / nanos));
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private String text(String id, Object... facts) {
    return messages.render(Message.of(id, facts), language);
  }

  private void say(String id, Object... facts) {
    System.out.println(text(id, facts));
  }

  /// Process starts as Winlogbeat ships them, seeded.
  private static List<String> generated() {
    Random random = new Random(SEED);
    List<String> programs = Arrays.asList("cmd", "powershell", "svchost", "chrome", "excel", "reg");
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < EVENTS; number++) {
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
              random.nextInt(200)));
    }
    return lines;
  }
}
