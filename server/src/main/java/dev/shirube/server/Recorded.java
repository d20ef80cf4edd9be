// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.TenantId;
import dev.shirube.hunt.Hunter;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.installation.Wrong;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.query.Question;
import dev.shirube.report.HuntLines;
import dev.shirube.report.HuntPage;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The recording as commands reach it: through the process that has it open, else by opening it.
final class Recorded {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Session session;
  private final TenantId tenant;
  private final DataFolder data;

  Recorded(Session session, TenantId tenant) throws IOException {
    this.session = session;
    this.tenant = tenant;
    data = new DataFolder(session.settings().data());
  }

  /// What works on an opened recording.
  @FunctionalInterface
  interface Work<T> {
    T with(RecordingFolder folder) throws IOException;
  }

  /// Whether a process has the recording open that can be asked.
  boolean isRunning() throws IOException {
    return DataFolder.Running.of(data) != null;
  }

  /// Opens the recording for some work.
  ///
  /// @throws Wrong if there is none, or another process has it open
  <T> T opened(Work<T> work) throws IOException {
    if (!Files.isDirectory(data.store())) {
      throw Wrong.usage(data.root().toString(), "recorder.none");
    }
    return made(work);
  }

  /// Opens the recording for some work, and makes one if there is none.
  ///
  /// @throws Wrong if another process has it open
  <T> T made(Work<T> work) throws IOException {
    try (RecordingFolder folder = RecordingFolder.open(data, session.wiring().questions())) {
      if (folder == null) {
        throw Wrong.usage(data.root().toString(), "recorder.taken");
      }
      return work.with(folder);
    }
  }

  /// Answers a question by the process that is running, saying nothing if nothing was found.
  void follow(String text, boolean json) throws IOException {
    String shape = json ? "" : "&as=lines&columns=" + columns();
    if (!post("/api/v1/hunt", reader() + shape, text, this::followed)) {
      throw Wrong.usage(data.root().toString(), "recorder.tail.idle");
    }
  }

  private void followed(String line) {
    if (line.startsWith("{\"event\"") || !line.startsWith("{")) {
      session.console().out().println(line);
    }
  }

  /// Who reads the answer, for the address of a request.
  String reader() {
    String zone = URLEncoder.encode(session.words().zone().getId(), StandardCharsets.UTF_8);
    String language = session.words().language().name().toLowerCase(Locale.ROOT);
    return "&language=" + language + "&zone=" + zone;
  }

  int columns() {
    return session.console().columns();
  }

  /// Answers a question on the console.
  ///
  /// @param json whether as lines of JSON
  void ask(String text, boolean json) throws IOException {
    Questions.Read read = new Questions(session).read(text);
    if (isRunning() && remote(read.sent(), json)) {
      return;
    }
    Object _ =
        opened(folder -> {
          waiting(folder);
          answer(new Hunter(folder.store(), tenant), read.question(), json);
          return tenant;
        });
  }

  /// Says so if logs came in that nothing has taken into the recording yet.
  void waiting(RecordingFolder folder) throws IOException {
    long bytes = folder.waitingBytes();
    if (bytes > 0) {
      String said = session.words().say("recorder.waiting", Words.size(bytes));
      session.console().note(session.console().page().line(Page.Style.MEDIUM, said));
    }
  }

  private void answer(Hunter hunter, Question question, boolean json) throws IOException {
    if (json) {
      HuntLines lines =
          new HuntLines(session.words(), session.console().out()::println, this::isStopped);
      lines.finish(hunter.ask(question, lines));
      session.console().out().flush();
    } else {
      Page page = session.console().page();
      HuntPage shown = new HuntPage(session.words(), page, this::isStopped);
      shown.finish(hunter.ask(question, shown));
      session.console().print(page);
    }
  }

  private boolean isStopped() {
    return session.surroundings().stop().isAsked();
  }

  private boolean remote(String text, boolean json) throws IOException {
    String shape = json ? "" : "&as=text&columns=" + columns();
    return post("/api/v1/hunt", reader() + shape, text, session.console().out()::println);
  }

  /// Asks for an answer that comes as lines of JSON: those of text are printed as it, how far it is
  /// is shown, all others are printed as they are.
  ///
  /// @return false if nobody answers any longer
  boolean stream(String path, String parameters, String body) throws IOException {
    return post(path, reader() + parameters, body, new Streamed(session));
  }

  /// What is refused is said as a sentence, in the reader's language as it came.
  static Wrong refused(String body) {
    YamlNode error = Streamed.member(body, "error");
    if (error instanceof YamlNode.Mapping told) {
      String text = told.text("text");
      String advice = told.text("advice");
      if (text != null && advice != null) {
        return Wrong.usage("", "recorder.refused", text, advice);
      }
    }
    return Wrong.usage("", "recorder.odd", body);
  }

  /// What an answer's last line says could not be looked at.
  static List<String> missing(String line) {
    List<String> texts = new ArrayList<>();
    if (Streamed.member(line, "answer") instanceof YamlNode.Mapping answer
        && answer.get("missing") instanceof YamlNode.Sequence all) {
      all.items().forEach(item -> texts.add(((YamlNode.Scalar) item).text()));
    }
    return texts;
  }

  /// Reads JSON; null if it is none.
  static @Nullable YamlNode read(String json) {
    List<YamlNode> read = Yaml.read("answer", json.getBytes(StandardCharsets.UTF_8)).documents();
    return read.isEmpty() ? null : read.getFirst();
  }

  /// Takes lines of JSON.
  private static final class Streamed implements Consumer<String> {
    private final Session session;
    private final Console.ProgressLine progress;
    private long findings;

    Streamed(Session session) throws IOException {
      this.session = session;
      progress = session.progress(() -> findings);
    }

    @Override
    public void accept(String line) {
      if (line.startsWith("{\"progress\"")) {
        if (member(line, "progress") instanceof YamlNode.Mapping at) {
          findings = number(at, "findings");
          long records = number(at, "events") + number(at, "records");
          long done = at.get("bytes") == null ? records : number(at, "bytes");
          progress.at(new IntakeProgress.Position(done, number(at, "total"), 0, records, ""));
        }
      } else if (line.startsWith("{\"text\"")) {
        String text = member(line, "text") instanceof YamlNode.Scalar it ? it.text() : "";
        session.console().out().println(text);
      } else if (line.startsWith("{\"error\"")) {
        throw refused(line);
      } else {
        session.console().out().println(line);
      }
    }

    private static long number(YamlNode.Mapping at, String name) {
      String text = at.text(name);
      return text == null ? 0 : Long.parseLong(text);
    }

    /// A member of an object of JSON; null if there is none.
    static @Nullable YamlNode member(String json, String name) {
      return read(json) instanceof YamlNode.Mapping it ? it.get(name) : null;
    }
  }

  /// Asks the process that has the recording open for what it can show.
  ///
  /// @param lines takes the lines of the answer
  /// @return false if it does not answer any longer
  boolean get(String path, Consumer<String> lines) throws IOException {
    return get(path, "", lines);
  }

  /// The same, with further parameters.
  boolean get(String path, String parameters, Consumer<String> lines) throws IOException {
    String target = path + tenantParameter() + parameters;
    return send("GET", target, HttpRequest.BodyPublishers.noBody(), lines);
  }

  /// What asks for an answer as text for people, as wide as the terminal.
  String forPeople() {
    return reader() + "&as=text&columns=" + columns();
  }

  /// Asks the process that has the recording open.
  ///
  /// @param lines takes the lines of the answer
  /// @return false if it does not answer any longer
  boolean post(String path, String parameters, String body, Consumer<String> lines)
      throws IOException {
    String target = path + tenantParameter() + parameters;
    return send("POST", target, HttpRequest.BodyPublishers.ofString(body), lines);
  }

  private String tenantParameter() {
    return "?tenant=" + URLEncoder.encode(tenant.value(), StandardCharsets.UTF_8);
  }

  private boolean send(
      String method, String target, HttpRequest.BodyPublisher body, Consumer<String> lines)
      throws IOException {
    DataFolder.Running running = DataFolder.Running.of(data);
    if (running == null) {
      return false;
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(running.url() + target))
            .header(
                "Authorization", "Bearer " + Files.readString(data.administratorToken()).strip())
            .method(method, body)
            .build();
    try (HttpClient client = running.client(PATIENCE)) {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        if (answer.statusCode() >= 400) {
          throw refused(String.valueOf(reader.readLine()));
        }
        for (String line = reader.readLine();
            line != null && !isStopped();
            line = reader.readLine()) {
          lines.accept(line);
        }
      }
      session.console().out().flush();
      return true;
    } catch (ConnectException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
