// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The same documents by the same `_bulk` requests into a real node of OpenSearch 3.8.0, in a
/// process of its own: what an event costs it, and how many bytes of disk it takes.
final class OpenSearchBench {
  private static final int RUNS = 3;
  private static final int DOCUMENTS = 60_000;
  private static final String INDEX =
      """
      {"settings":{"number_of_shards":1,"number_of_replicas":0,"index.codec":"best_compression",\
      "index.mapping.total_fields.limit":20000,"index.refresh_interval":"5s"},\
      "mappings":{"date_detection":false,"numeric_detection":false,"dynamic_templates":[TEMPLATES]}}
      """;

  /// All become words: what is a number in one event is a text in another.
  private static final String WORDS =
      """
      {"KIND":{"match_mapping_type":"KIND","mapping":{"type":"keyword","ignore_above":8191}}}\
      """;

  private static final List<String> KINDS = List.of("string", "long", "double", "boolean");

  private final BenchReport report;
  private final Path root;
  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final long documents;

  /// @param folder where to write
  OpenSearchBench(BenchReport report, Path root, Path folder) {
    this.report = report;
    this.root = root;
    this.folder = folder;
    documents = report.size(DOCUMENTS);
  }

  /// Runs it.
  ///
  /// @param path measured just before, or now
  void run(PathBench path, Path file) throws Exception {
    Path jars = root.resolve("lab/target/opensearch");
    if (!Files.isDirectory(jars)) {
      report.say("bench.opensearch.missing", jars);
      return;
    }
    if (path.bytesPerEvent() == 0) {
      path.run(file);
      report.part("opensearch");
    }
    Path home = Files.createDirectories(folder.resolve("opensearch"));
    int port = Measured.freePort();
    String node = "http://127.0.0.1:" + port;
    try (Measured process =
        new Measured(command(jars, home, port), home, home.resolve("said.txt"))) {
      long _ = process.awaitAnswer(node + "/");
      report.section("bench.opensearch", String.format(Locale.ROOT, "%,d", documents));
      List<Long> cpu = new ArrayList<>();
      Path mix = folder.resolve("one-shape.jsonl");
      new OneShape().write(path.mix(file), mix);
      for (int run = 0; run <= RUNS; run++) {
        long spent = fill(process, node, mix);
        if (run > 0) {
          cpu.add(spent);
          report.say("bench.run", run, RUNS);
        }
      }
      say(path, new Pace.Figures(cpu), settled(node, home));
    }
  }

  private List<String> command(Path jars, Path home, int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms1g",
            "-Xmx1g",
            "-XX:+UseG1GC",
            "-Dopensearch.set.netty.runtime.available.processors=false"));
    command.addAll(List.of("-cp", jars.resolve("*").toString()));
    command.add(root.resolve("lab/src/opensearch/SearchNode.java").toString());
    command.addAll(List.of(home.toString(), Integer.toString(port)));
    return command;
  }

  private static String index() {
    String all =
        KINDS.stream().map(kind -> WORDS.replace("KIND", kind)).collect(Collectors.joining(","));
    return INDEX.replace("TEMPLATES", all);
  }

  /// Sends all into an index that is made anew.
  ///
  /// @return CPU nanoseconds of the node until all is on its disk
  private long fill(Measured process, String node, Path mix) throws Exception {
    String _ = send("DELETE", node + "/windows?ignore_unavailable=true", "");
    String _ = send("PUT", node + "/windows", index());
    long[] began = {0};
    long sent =
        Measured.feed(
            node + "/_bulk",
            "-",
            mix,
            new long[] {documents, 0},
            () -> began[0] = process.cpuNanos());
    String _ = send("POST", node + "/windows/_refresh", "");
    String _ = send("POST", node + "/windows/_flush?wait_if_ongoing=true", "");
    long spent = process.cpuNanos() - began[0];
    String counted = send("GET", node + "/windows/_count", "");
    if (!counted.contains("\"count\":" + sent + ",")) {
      throw new IOException(sent + " were sent: " + counted);
    }
    return spent;
  }

  /// How many bytes its index takes once it is merged into one segment, which nobody counts as its
  /// CPU time.
  private long settled(String node, Path home) throws IOException, InterruptedException {
    String _ = send("POST", node + "/windows/_forcemerge?max_num_segments=1&flush=true", "");
    String _ = send("POST", node + "/windows/_flush?force=true&wait_if_ongoing=true", "");
    long bytes = 0;
    try (Stream<Path> files = Files.walk(home.resolve("data"))) {
      for (Path file : files.toList()) {
        Path above = file.getParent();
        bytes += above != null && above.endsWith("index") ? Files.size(file) : 0;
      }
    }
    return bytes;
  }

  private void say(PathBench path, Pace.Figures cpu, long bytes) {
    double each = (double) bytes / documents;
    Pace.Figures perEvent =
        new Pace.Figures(cpu.nanos().stream().map(nanos -> nanos * 1_000 / documents).toList());
    report.rate("bench.path.cpu", cpu, documents, "");
    report.row("bench.path.bytes", String.format(Locale.ROOT, "%.0f B", each), "", "");
    report.ratio("bench.opensearch.cpu", perEvent, path.perEvent(), "≥ 10×");
    report.row(
        "bench.opensearch.bytes",
        BenchReport.number(path.bytesPerEvent() / each) + "×",
        "",
        "≤ 0.2×");
  }

  private String send(String method, String address, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(Duration.ofMinutes(10))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(address + ": " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
