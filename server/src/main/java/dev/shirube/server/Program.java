// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wrong;
import dev.shirube.report.Page;
import dev.shirube.report.ReadingText;
import dev.shirube.report.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run: finds out whom it speaks to, runs the command, says what went wrong, ends with a code.
final class Program {
  private final Surroundings surroundings;
  private final Console console;

  Program(Surroundings surroundings, Console console) {
    this.surroundings = surroundings;
    this.console = console;
  }

  /// Runs the command that the arguments name.
  ///
  /// @return the exit code
  int run(String... args) {
    Language language = language(args);
    ZoneId zone = surroundings.clock().getZone();
    Words words;
    try {
      Messages messages = Messages.load(surroundings.content()).messages();
      words = new Words(messages, language, zone);
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("the content folder cannot be read", e);
    }
    Session session =
        new Session(
            surroundings, console, words, option -> option == null ? null : value(args, option));
    try {
      return new CommandList(session).execute(args);
    } catch (Wrong wrong) {
      tell(session.words(), wrong.problems());
      return wrong.code().number();
    } catch (IOException | UncheckedIOException e) {
      tell(session.words(), Wrong.usage("", "program.io", reason(e)).problems());
      return Wrong.ExitCode.UNREADABLE.number();
    } catch (RuntimeException e) {
      return fault(session.words(), e);
    }
  }

  private Language language(String... args) {
    String said = value(args, "--lang");
    return said == null ? surroundings.language() : Language.ofLocale(said);
  }

  /// The value of an option that must be known before the others can be read.
  private static @Nullable String value(String[] args, String option) {
    for (int index = 0; index < args.length; index++) {
      if (args[index].startsWith(option + "=")) {
        return args[index].substring(option.length() + 1);
      }
      if (args[index].equals(option) && index + 1 < args.length) {
        return args[index + 1];
      }
    }
    return null;
  }

  /// Says what is wrong: one problem plainly, several with numbers.
  private void tell(Words words, List<Problem> problems) {
    Page page = console.page();
    int number = 0;
    for (Problem problem : problems) {
      String numbered = problems.size() > 1 ? ++number + ". " : "";
      page.paragraph(0, Page.Style.HIGH, numbered + ReadingText.one(words, problem));
      page.paragraph(2, Page.Style.PLAIN, words.say(problem.advice()));
    }
    console.note(page);
  }

  private int fault(Words words, RuntimeException e) {
    Page page = console.page();
    page.paragraph(0, Page.Style.HIGH, words.say("program.fault", e.toString()));
    page.paragraph(2, Page.Style.PLAIN, words.say("program.fault.advice"));
    for (StackTraceElement frame : e.getStackTrace()) {
      page.line(Page.Style.QUIET, "    " + frame);
    }
    console.note(page);
    return Wrong.ExitCode.FAULT.number();
  }

  private static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    return e.getClass().getSimpleName() + ": " + message;
  }
}
