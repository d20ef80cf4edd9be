// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.export.VisibleText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says things in plain lines, as a journal of services takes them. The texts are read when there
/// is something to say: an agent that is well needs none.
final class Speech implements Teller {
  private final Content content;
  private final Language language;
  private final PrintStream out;
  private final PrintStream err;
  private @Nullable Messages messages;

  Speech(Content content, Language language, PrintStream out, PrintStream err) {
    this.content = content;
    this.language = language;
    this.out = out;
    this.err = err;
  }

  private String text(Message message) {
    Messages known = messages;
    if (known == null) {
      try {
        known = Messages.load(content).messages();
      } catch (IOException _) {
        // Better bare than not said.
        return message.id() + " " + message.arguments();
      }
      messages = known;
    }
    return known.render(message, language);
  }

  @Override
  public void say(Tone tone, Message message) {
    out.println(VisibleText.of(text(message)));
  }

  /// Says a text of several lines.
  void page(Message message) {
    text(message).lines().forEach(out::println);
  }

  @Override
  public void note(List<Problem> problems) {
    for (Problem problem : problems) {
      String about = problem.file().isEmpty() ? "" : VisibleText.of(problem.file()) + ": ";
      err.println(about + VisibleText.of(text(problem.what())));
      err.println("  " + VisibleText.of(text(problem.advice())));
    }
  }
}
