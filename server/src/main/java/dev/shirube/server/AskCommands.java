// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.hunt.Hunter;
import dev.shirube.installation.Wrong;
import dev.shirube.lake.MalformedLine;
import dev.shirube.lake.ParquetFile;
import dev.shirube.query.QueryLimits;
import dev.shirube.report.HuntLines;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that ask the recording: hunt, tail, tree, show, export.
final class AskCommands {
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration TAKING_IN = Duration.ofSeconds(2);
  private static final int ID_DIGITS = 32;

  private AskCommands() {}

  /// What all of them can be told.
  static final class Asked {
    @Option(names = "--tenant", paramLabel = "NAME", descriptionKey = "cli.tenant")
    private String tenant = TenantId.LOCAL.value();

    @Option(names = "--json", descriptionKey = "cli.json")
    private boolean json;

    Recorded recorded(Session session) throws IOException {
      return new Recorded(session, tenantId());
    }

    TenantId tenantId() {
      return tenantId(tenant);
    }

    /// The tenant of a name.
    ///
    /// @throws Wrong if none can have it
    static TenantId tenantId(String name) {
      try {
        return new TenantId(name);
      } catch (IllegalArgumentException _) {
        throw Wrong.usage(name, "recorder.tenant");
      }
    }

    boolean isJson() {
      return json;
    }
  }

  /// Answers a question.
  @Command(name = "hunt")
  static final class Hunt implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final Asked asked = new Asked();

    @Parameters(paramLabel = "QUESTION", arity = "0..*", descriptionKey = "cli.question")
    private final List<String> words = new ArrayList<>();

    Hunt(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      asked.recorded(session).ask(String.join(" ", words), asked.json);
      return Wrong.ExitCode.DONE.number();
    }
  }

  /// Shows events as they come in.
  @Command(name = "tail")
  static final class Tail implements Callable<Integer> {
    private final Session session;

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final Asked asked = new Asked();

    @Parameters(paramLabel = "QUESTION", arity = "0..*", descriptionKey = "cli.question")
    private final List<String> words = new ArrayList<>();

    Tail(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      Recorded recorded = asked.recorded(session);
      String question = String.join(" ", words);
      Questions.Read read = new Questions(session).read(question);
      if (!read.question().steps().isEmpty()) {
        throw Wrong.usage(question, "recorder.tail.steps");
      }
      if (!recorded.isRunning()) {
        throw Wrong.usage(session.settings().data().toString(), "recorder.tail.idle");
      }
      long from = settled();
      do {
        long until = settled();
        String span = "received>=" + from + " received<" + until;
        recorded.follow(question.isBlank() ? span : "(" + question + ") " + span, asked.json);
        from = until;
      } while (!session.surroundings().stop().within(BETWEEN));
      return Wrong.ExitCode.DONE.number();
    }

    /// Until when all that was received can be asked for: what came in a moment ago may not have
    /// been taken in yet.
    private long settled() {
      Instant now = session.surroundings().clock().instant();
      return Timestamps.nanosOf(now.minus(TAKING_IN));
    }
  }

  /// Shows an event with all its values, or a process among those it came from and those it
  /// started.
  @Command
  static final class One implements Callable<Integer> {
    private final Session session;
    private final String before;
    private final String after;

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final Asked asked = new Asked();

    @Parameters(paramLabel = "ID", arity = "1", descriptionKey = "cli.id")
    private String id = "";

    private One(Session session, String before, String after) {
      this.session = session;
      this.before = before;
      this.after = after;
    }

    /// Shows an event.
    static One show(Session session) {
      return new One(session, "id=", "");
    }

    /// Shows a process.
    static One tree(Session session) {
      return new One(session, "process.uid=", " | tree");
    }

    @Override
    public Integer call() throws IOException {
      boolean valid = id.length() == ID_DIGITS && id.chars().allMatch(HexFormat::isHexDigit);
      if (!valid) {
        throw Wrong.usage(id, "recorder.id");
      }
      boolean whole = after.isEmpty();
      asked.recorded(session).ask(before + id + after, asked.json || whole);
      return Wrong.ExitCode.DONE.number();
    }
  }

  /// Writes everything that a question asks for to a file.
  @Command(name = "export")
  static final class Export implements Callable<Integer> {
    private static final String LAST = "{\"answer\":";
    private static final String WRONG = "{\"error\":";

    private final Session session;

    @Mixin final Session.Options options = new Session.Options();
    @Mixin private final Asked asked = new Asked();

    @Parameters(paramLabel = "QUESTION", arity = "0..*", descriptionKey = "cli.question")
    private final List<String> words = new ArrayList<>();

    @Option(
        names = "--format",
        paramLabel = "ocsf|jsonl|parquet",
        descriptionKey = "cli.export.format")
    private Format format = Format.OCSF;

    @Option(names = "--to", paramLabel = "FILE", required = true, descriptionKey = "cli.export.to")
    private String to = "";

    private long written;
    private String last = "";

    /// What the file holds.
    enum Format {
      /// An event of OCSF a line.
      OCSF,
      /// Events, rows and trees as hunt --json has them, with what was looked at in the last line.
      JSONL,
      /// An event a row, in columns.
      PARQUET
    }

    /// A file while it is written.
    private interface Target extends AutoCloseable {
      void line(String line) throws IOException;

      /// Writes what is still in memory; without it, the file is not whole.
      void finish() throws IOException;

      @Override
      void close() throws IOException;

      /// A file of the lines themselves.
      record Lines(BufferedWriter out) implements Target {
        @Override
        public void line(String line) throws IOException {
          out.write(line);
          out.write('\n');
        }

        @Override
        public void finish() throws IOException {
          out.flush();
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      }

      /// A file that has the events of lines in columns. They are made here, by the command, so
      /// that the process that records has no more to do than for lines.
      record Columns(ParquetFile file) implements Target {
        @Override
        public void line(String line) throws IOException {
          file.add(line);
        }

        @Override
        public void finish() throws IOException {
          file.finish();
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      }
    }

    Export(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException {
      String text = String.join(" ", words);
      Questions.Read read = new Questions(session).read(text, QueryLimits.USUAL.withAllRows());
      boolean bare = format != Format.JSONL;
      if (bare && !HuntLines.givesEvents(read.question())) {
        throw Wrong.usage(text, "export.steps");
      }
      Path file = session.writable(to).toAbsolutePath();
      Path part = file.resolveSibling(file.getFileName() + ".part");
      boolean whole = false;
      try (Target target = target(part)) {
        write(read, bare, line -> line(target, line));
        if (!last.isEmpty() && !session.surroundings().stop().isAsked()) {
          target.finish();
          whole = true;
        }
      } finally {
        if (!whole) {
          Files.deleteIfExists(part);
        }
      }
      if (!whole) {
        throw Wrong.usage(to, "export.stopped");
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Page page = session.console().page();
      page.line(Page.Style.GOOD, session.words().say("export.done", Words.count(written), to));
      Recorded.missing(last)
          .forEach(missing ->
              page.paragraph(0, Page.Style.MEDIUM, session.words().say("hunt.missing", missing)));
      session.console().print(page);
      return Wrong.ExitCode.DONE.number();
    }

    private Target target(Path file) throws IOException {
      return format == Format.PARQUET
          ? new Target.Columns(new ParquetFile(file))
          : new Target.Lines(Files.newBufferedWriter(file));
    }

    private void write(Questions.Read read, boolean bare, Consumer<String> out) throws IOException {
      Recorded recorded = asked.recorded(session);
      String shape = recorded.reader() + "&format=" + (bare ? "ocsf" : "jsonl");
      if (recorded.isRunning() && recorded.post("/api/v1/export", shape, read.sent(), out)) {
        return;
      }
      Object _ =
          recorded.opened(folder -> {
            recorded.waiting(folder);
            HuntLines lines =
                new HuntLines(session.words(), out, session.surroundings().stop()::isAsked, bare);
            lines.finish(new Hunter(folder.store(), asked.tenantId()).ask(read.question(), lines));
            return folder;
          });
    }

    /// What was looked at is said, and in a file of events alone it is not written.
    private void line(Target target, String line) {
      if (line.startsWith(WRONG)) {
        throw Recorded.refused(line);
      }
      boolean end = line.startsWith(LAST);
      last = end ? line : last;
      written += end ? 0 : 1;
      if (end && format != Format.JSONL) {
        return;
      }
      try {
        target.line(line);
      } catch (MalformedLine _) {
        throw Wrong.usage("", "recorder.odd", line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
