// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import dev.shirube.wire.Capabilities.Quality;
import java.util.List;

/// Something that is done on a machine, and what its recording must have of it. In the script and
/// in the questions stand for what differs from run to run: `{m}`, a word that nothing else has;
/// `{d}`, a folder; `{b}`, the folder of the programs of the scenes; and in the questions `{out}`,
/// what the script said.
///
/// @param item what is shown by it, in words
/// @param hinge the capability it needs: an event class, and a field of it if it hangs on one
/// @param script what is done, for `/bin/sh`; ends with 3 if this kernel refuses it
/// @param questions each of which must find an event; the last one is the one that hangs on the
///   hinge
public record Scene(String item, Hinge hinge, String script, List<String> questions) {
  /// A capability of an agent.
  ///
  /// @param eventClass the name of an event class
  /// @param field a field's path; empty for the class as a whole
  /// @param isPlain whether the scene is what a sensor shows that sees the class partly
  public record Hinge(String eventClass, String field, boolean isPlain) {
    /// A field, or a class, that a sensor which sees it partly may miss here.
    public static Hinge on(String eventClass, String field) {
      return new Hinge(eventClass, field, false);
    }

    /// What a sensor shows that sees the class at all.
    public static Hinge plain(String eventClass, String field) {
      return new Hinge(eventClass, field, true);
    }

    @Override
    public String toString() {
      return field.isEmpty() ? eventClass : eventClass + " " + field;
    }
  }

  /// What a capability means for a scene.
  public enum Duty {
    /// The recording has it.
    PRESENT,
    /// The recording does not have it.
    ABSENT,
    /// It may have it: the agent says that it sees such things partly.
    EITHER;

    /// What an agent owes who says that it sees so well.
    ///
    /// @param quality of the scene's hinge
    public static Duty of(Hinge hinge, Quality quality) {
      return switch (quality) {
        case PROVEN -> PRESENT;
        case PARTLY -> hinge.isPlain() ? PRESENT : EITHER;
        case MISSING -> ABSENT;
      };
    }
  }

  public Scene {
    questions = List.copyOf(questions);
    if (questions.isEmpty()) {
      throw new IllegalArgumentException("shows nothing: " + item);
    }
  }

  /// A scene with one question or several.
  public static Scene of(String item, Hinge hinge, String script, String... questions) {
    return new Scene(item, hinge, script, List.of(questions));
  }

  /// The same, with everything in its place that differs from run to run but what the script says.
  public Scene in(String mark, String folder, String programs) {
    return new Scene(
        item,
        hinge,
        filled(script, mark, folder, programs),
        questions.stream().map(question -> filled(question, mark, folder, programs)).toList());
  }

  private static String filled(String text, String mark, String folder, String programs) {
    return text.replace("{m}", mark).replace("{d}", folder).replace("{b}", programs);
  }

  /// The questions, with what the script said in its place.
  public List<String> asked(String said) {
    return questions.stream().map(question -> question.replace("{out}", said)).toList();
  }
}
