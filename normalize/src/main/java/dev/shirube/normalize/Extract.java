// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.ValueType;
import java.util.List;

/// Takes a text apart by the first of some templates that fits.
///
/// @param from references of the text
record Extract(int[] from, List<Template> templates) {
  Extract {
    templates = List.copyOf(templates);
  }

  void run(Work work) {
    int source = work.entry(from);
    if (source < 0) {
      return;
    }
    String text = work.event().text(source);
    for (Template template : templates) {
      int[] found = template.match(text);
      if (found != null) {
        add(work, source, text, found, template.captures());
        return;
      }
    }
  }

  private static void add(
      Work work, int source, String text, int[] found, List<Template.Capture> captures) {
    boolean plain =
        work.event().type(source) == ValueType.TEXT && text.length() == work.event().length(source);
    int start = work.event().offset(source);
    for (int index = 0; index < captures.size(); index++) {
      Work.Target target = captures.get(index).target();
      int from = found[index * 2];
      int to = found[index * 2 + 1];
      if (target == null || from == to) {
        continue;
      }
      if (plain) {
        // Every character is one byte, so the part need not be copied.
        work.addPart(target, ValueType.TEXT, start + from, to - from);
      } else {
        work.add(target, text.substring(from, to));
      }
    }
  }
}
