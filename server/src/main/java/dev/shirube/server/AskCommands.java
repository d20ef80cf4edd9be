// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.installation.Wrong;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands that ask the recording: hunt, tail, tree, show.
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
}
