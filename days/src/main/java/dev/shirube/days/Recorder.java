// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.server.Main;
import dev.shirube.trial.Ground;
import dev.shirube.trial.StationProcess;
import dev.shirube.trial.Tenants;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The product as `up` runs it, recording the machine by an agent in a process of its own, and what
/// it says of its recording.
final class Recorder implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  // On a machine that is busy with more than the day a question takes its time.
  private static final Duration ANSWER = Duration.ofMinutes(5);
  private static final String AGREED = "agreed";

  private final StationProcess station;
  private final Path settings;
  private final HttpClient client = HttpClient.newHttpClient();
  private List<String> others = List.of();

  private Recorder(StationProcess station, Path settings) {
    this.station = station;
    this.settings = settings;
  }

  /// Starts one, and waits until it records.
  ///
  /// @param where the command that starts it where it is to run
  /// @param rules a folder of rules beside its own
  static Recorder start(Ground ground, List<String> where, Optional<Path> rules)
      throws IOException, InterruptedException {
    Path folder = ground.folder("up");
    StationProcess station =
        new StationProcess(new StationProcess.Place(folder, folder, "127.0.0.1", where));
    Recorder recorder = new Recorder(station, folder.resolve("shirube.yaml"));
    Path own = Files.createDirectories(station.data().agent());
    Files.writeString(own.resolve(AGREED), "bench\n");
    if (rules.isPresent()) {
      recorder.command("rules", "add", rules.get().toString());
    }
    ground.atEnd(recorder::close);
    station.start();
    recorder.await("server", () -> station.health(recorder.client) == 200);
    recorder.await("agent", () -> recorder.count("activity_name=running") > 0);
    return recorder;
  }

  private void command(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dshirube.home=" + Tenants.root()));
    command.addAll(List.of("-cp", StationProcess.classPath(), Main.class.getName()));
    command.addAll(List.of(words));
    command.addAll(List.of("--settings", settings.toString()));
    Ground.run(command.toArray(String[]::new));
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(String what, Condition condition) throws IOException, InterruptedException {
    if (!came(PATIENCE, condition)) {
      throw new IOException("never came: " + what + ": " + station.said());
    }
  }

  /// Waits until something holds; says whether it did in time.
  private boolean came(Duration most, Condition condition)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + most.toNanos();
    while (!holds(condition)) {
      station.requireAlive();
      if (System.nanoTime() - until > 0) {
        return false;
      }
      pause(Duration.ofMillis(100));
    }
    return true;
  }

  private static boolean holds(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (IOException _) {
      return false; // it is not there yet
    }
  }

  /// Lets some time pass.
  static void pause(Duration time) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private String ask(String method, String path, String body)
      throws IOException, InterruptedException {
    String token = Files.readString(station.data().administratorToken()).strip();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(station.page() + "/api/v1/" + path + "?tenant=local"))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(body + ": " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /// The rows that a question counts; each has what it was counted by, and `count`.
  ///
  /// @param tests which events, but for those of processes that are left out
  /// @param fields by which they are counted, and what is done with the rows; empty for all in one
  private List<Map<String, String>> rows(String tests, String fields)
      throws IOException, InterruptedException {
    String step = fields.isEmpty() ? "count" : "count by " + fields;
    if (others.isEmpty()) {
      return rowsOf(ask("POST", "hunt", tests + " | " + step));
    }
    String list = "\n--- # file others\n" + String.join("\n", others) + "\n";
    return rowsOf(ask("POST", "hunt", tests + " not process.uid in @others | " + step + list));
  }

  /// Leaves events of processes out from now on that are not of a workstation: of whatever else
  /// runs on this machine, such as the server itself.
  ///
  /// @param processes the workstation's namespace of processes
  void leaveOut(String processes) throws IOException, InterruptedException {
    others = List.of();
    String tests =
        "class=process_activity process.uid? process.namespaces.pid?"
            + " process.namespaces.pid!="
            + processes;
    others =
        rows(tests, "process.uid | limit 100000").stream()
            .map(row -> row.getOrDefault("process.uid", ""))
            .filter(uid -> !uid.isEmpty())
            .toList();
  }

  /// Reads the rows of an answer; what is no row is left out.
  ///
  /// @param answer lines of JSON
  static List<Map<String, String>> rowsOf(String answer) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : answer.lines().toList()) {
      for (YamlNode node : Yaml.read("answer", line.getBytes(StandardCharsets.UTF_8)).documents()) {
        if (node instanceof YamlNode.Mapping all
            && all.get("row") instanceof YamlNode.Mapping mapping) {
          Map<String, String> row = new LinkedHashMap<>();
          mapping
              .entries()
              .forEach((name, value) ->
                  row.put(name, value instanceof YamlNode.Scalar scalar ? scalar.text() : ""));
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static long counted(Map<String, String> row) {
    return Long.parseLong(row.getOrDefault("count", "0"));
  }

  private long count(String tests) throws IOException, InterruptedException {
    return rows(tests, "").stream().mapToLong(Recorder::counted).sum();
  }

  /// How many events the recording has, findings left out.
  long events() throws IOException, InterruptedException {
    return count("class!=detection_finding");
  }

  /// How many events of a span there are, findings left out.
  long events(Instant from, Instant to) throws IOException, InterruptedException {
    return count("time >= " + from + " time < " + to + " class!=detection_finding");
  }

  /// The command line that made a rule fire most often, or else the value.
  private String example(String rule) throws IOException, InterruptedException {
    for (String field : List.of("process.cmd_line", "evidences.value")) {
      String tests = "class=detection_finding rule.uid=\"" + rule + "\"";
      String most =
          rows(tests, field).stream()
              .max(Comparator.comparingLong(Recorder::counted))
              .map(row -> row.getOrDefault(field, ""))
              .orElse("");
      if (!most.isEmpty()) {
        return most;
      }
    }
    return "";
  }

  /// Events by class, findings left out.
  Map<String, Long> classes() throws IOException, InterruptedException {
    Map<String, Long> classes = new LinkedHashMap<>();
    for (Map<String, String> row : rows("class!=detection_finding", "class")) {
      classes.put(row.getOrDefault("class", ""), counted(row));
    }
    return classes;
  }

  /// What rules found in events of a span.
  ///
  /// @param work what was done meanwhile
  List<Recorded.Found> found(Instant from, Instant to, String work)
      throws IOException, InterruptedException {
    List<Recorded.Found> found = new ArrayList<>();
    String span = "time >= " + from + " time < " + to + " class=detection_finding";
    for (Map<String, String> row : rows(span, "rule.uid, finding_info.title, severity")) {
      found.add(
          new Recorded.Found(
              row.getOrDefault("rule.uid", ""),
              row.getOrDefault("finding_info.title", ""),
              row.getOrDefault("severity", ""),
              work,
              counted(row),
              example(row.getOrDefault("rule.uid", ""))));
    }
    return found;
  }

  /// Waits until the server has all that the agent had recorded a few seconds after now.
  void settle() throws IOException, InterruptedException {
    Instant now = Instant.now();
    Path file = station.data().agent().resolve("status.txt");
    // What the agent gathers for a while before it tells, such as opens of files, is told by then.
    Instant late = now.plusSeconds(8);
    await("status", () -> Files.getLastModifiedTime(file).toInstant().isAfter(late));
    List<String> facts = words(Files.readString(file));
    long told = number(facts.get(1)) - number(facts.get(4));
    // What does not come is lost, which is told as such.
    boolean _ =
        came(
            Duration.ofMinutes(1),
            () -> count("metadata.loggers.name? source=shirube.agent*") >= told);
  }

  /// What the agent has taken of the processor since its start.
  long cpuNanos() throws IOException {
    return ProcessHandle.of(agent())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow(() -> new IOException("the agent has ended"))
        .toNanos();
  }

  private long agent() throws IOException {
    return Long.parseLong(Files.readString(station.data().agent().resolve("process")).strip());
  }

  /// Bytes that the agent has sent by its connections.
  long wire() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("ss", "-Htinp").redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int _ = process.waitFor();
    return sent(said, agent());
  }

  /// Reads from what `ss -tinp` says how many bytes a process has sent.
  static long sent(String said, long pid) {
    long bytes = 0;
    boolean its = false;
    for (String line : said.lines().toList()) {
      for (String word : words(line)) {
        bytes += its && word.startsWith("bytes_sent:") ? Long.parseLong(word.substring(11)) : 0;
      }
      // What is known of a connection stands in the line after it.
      its = line.contains("pid=" + pid + ",");
    }
    return bytes;
  }

  /// What is not in the recording.
  Recorded.Lost lost() throws IOException, InterruptedException {
    String status = Files.readString(station.data().agent().resolve("status.txt"));
    String hosts = ask("GET", "hosts", "");
    return lost(status, after(hosts, "\"told\":"), after(hosts, "\"untold\":"));
  }

  /// Reads what an agent says of itself.
  static Recorded.Lost lost(String status, long told, long untold) {
    long sensors = 0;
    long letGo = 0;
    for (String line : status.lines().toList()) {
      List<String> facts = words(line);
      if (line.startsWith("machine.status\t")) {
        letGo = number(facts.get(4));
      } else if (line.startsWith("machine.sensor\t")) {
        sensors += number(facts.getLast());
      }
    }
    return new Recorded.Lost(sensors, letGo, told, untold);
  }

  private static long after(String json, String name) throws IOException {
    int from = json.indexOf(name);
    if (from < 0) {
      throw new IOException("no " + name + " in " + json);
    }
    int to = from + name.length();
    while (to < json.length() && Character.isDigit(json.charAt(to))) {
      to++;
    }
    return Long.parseLong(json.substring(from + name.length(), to));
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(text);
    while (tokens.hasMoreTokens()) {
      words.add(tokens.nextToken());
    }
    return words;
  }

  /// Ends it, which seals what it has.
  ///
  /// @return bytes of the recording
  long stop() throws IOException, InterruptedException {
    station.stop();
    try (Stream<Path> all = Files.walk(station.data().store().resolve("tenant-local"))) {
      long bytes = 0;
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(each);
      }
      return bytes;
    }
  }

  @Override
  public void close() {
    // It ends by itself first, so that nothing of it stays in the kernel.
    try {
      station.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      station.close();
    }
  }
}
