// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compiles one stretch of BinXML, a template definition or a fragment that uses none, into the
/// steps that make an event's values.
///
/// Values are named by the path of their element, attributes below it. Data elements of an
/// EventData are named by their attribute Name; those without one are counted. Declarations of name
/// spaces are syntax, not values.
final class BinXmlCompiler {
  private final ChunkBytes bytes;
  private final BinXmlCursor cursor;
  private final boolean definition;
  private final int maxDepth;
  private final TemplateProgram.Builder steps = new TemplateProgram.Builder();
  private boolean movable = true;

  /// @param definition whether the bytes define a template; its elements carry a dependency id,
  ///   those of other fragments may not
  BinXmlCompiler(ChunkBytes bytes, BinXmlCursor cursor, boolean definition, int maxDepth) {
    this.bytes = bytes;
    this.cursor = cursor;
    this.definition = definition;
    this.maxDepth = maxDepth;
  }

  /// Compiles up to the end of the fragment.
  ///
  /// @param prefix path of the element that the values stand in; empty at the top
  TemplateProgram compile(String prefix) throws ChunkBytes.Broken {
    ElementFrame root = new ElementFrame(prefix, lastName(prefix), 0);
    while (cursor.hasMore() && cursor.token() != BinXml.Token.END_OF_FRAGMENT) {
      if (!item(root)) {
        throw new ChunkBytes.Broken(cursor.at());
      }
    }
    root.children++;
    root.certain = true;
    finishText(root);
    return steps.build();
  }

  /// Whether what was compiled means the same wherever it stands, given that the names it refers to
  /// are the same.
  boolean isMovable() {
    return movable;
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /// Compiles one item of an element's content.
  ///
  /// @return false, with nothing read, at a token that is none
  private boolean item(ElementFrame frame) throws ChunkBytes.Broken {
    if (cursor.part(frame.text)) {
      return true;
    }
    switch (cursor.token()) {
      case BinXml.Token.OPEN_START_ELEMENT -> element(frame);
      case BinXml.Token.PI_TARGET -> instruction(frame);
      case BinXml.Token.TEMPLATE_INSTANCE -> instance(frame);
      case BinXml.Token.FRAGMENT_HEADER -> cursor.skip(BinXml.Token.FRAGMENT_HEADER_SIZE);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void instruction(ElementFrame frame) throws ChunkBytes.Broken {
    cursor.skip(1);
    String target = cursor.name();
    String data = "";
    if (cursor.token() == BinXml.Token.PI_DATA) {
      cursor.skip(1);
      data = cursor.counted();
    }
    String path = cursor.path(frame.path(), "?" + target);
    steps.add(TemplateProgram.LITERAL, path, steps.literal(data), 0, 0);
  }

  private void instance(ElementFrame frame) throws ChunkBytes.Broken {
    int at = cursor.at();
    cursor.moveTo(Substitutions.Instance.at(bytes, at).end(bytes));
    steps.add(TemplateProgram.INSTANCE, frame.path(), at, 0, 0);
    movable = false;
    frame.children++;
    frame.certain = true;
  }

  private void element(ElementFrame parent) throws ChunkBytes.Broken {
    if (parent.depth() >= maxDepth) {
      throw new ChunkBytes.Broken(cursor.at());
    }
    boolean attributes = (cursor.rawToken() & BinXml.Token.MORE) != 0;
    cursor.skip(1);
    int dependency = dependency();
    cursor.skip(4);
    String name = cursor.name();
    if (dependency != 0xffff) {
      mark(parent);
    }
    int from = steps.here();
    int guard = -1;
    if (dependency != 0xffff) {
      guard = steps.add(TemplateProgram.GUARD, parent.path(), 0, dependency, 0);
    }
    List<ElementFrame.Attribute> named = attributes ? attributes() : List.of();
    ElementFrame frame = open(parent, name, named);
    content(frame);
    finish(frame);
    if (guard >= 0) {
      steps.setArgument(guard, steps.here());
    }
    parent.certain |= guard < 0;
    parent.childDone(steps, frame.path(), from);
  }

  /// Notes where an element begins that may turn out to hold nothing.
  private void mark(ElementFrame frame) {
    if (!frame.certain && !frame.marked) {
      steps.add(TemplateProgram.MARK, frame.path(), frame.depth(), 0, 0);
      frame.marked = true;
    }
  }

  /// The substitution without which the element is not there; 0xffff for none.
  private int dependency() throws ChunkBytes.Broken {
    int at = cursor.at();
    boolean with = cursor.isName(at + 6);
    boolean without = cursor.isName(at + 4);
    if (with && (definition || !without)) {
      return cursor.u16();
    }
    if (!without) {
      throw new ChunkBytes.Broken(at);
    }
    movable = false;
    return 0xffff;
  }

  private List<ElementFrame.Attribute> attributes() throws ChunkBytes.Broken {
    List<ElementFrame.Attribute> found = new ArrayList<>();
    cursor.skip(4);
    while (cursor.token() == BinXml.Token.ATTRIBUTE) {
      cursor.skip(1);
      String name = cursor.name();
      List<TemplateProgram.Part> parts = new ArrayList<>();
      cursor.parts(parts);
      found.add(new ElementFrame.Attribute(name, parts));
    }
    return found;
  }

  private ElementFrame open(
      ElementFrame parent, String name, List<ElementFrame.Attribute> attributes)
      throws ChunkBytes.Broken {
    boolean data = parent.isEventData() && (name.equals("Data") || name.equals("ComplexData"));
    ElementFrame.Attribute label = data ? label(attributes) : null;
    String fixed = label == null ? "" : textOf(label.parts());
    String path = cursor.path(parent.path(), fixed.isEmpty() ? name : fixed);
    ElementFrame frame = new ElementFrame(path, name, parent.depth() + 1);
    frame.counted = data && fixed.isEmpty();
    if (label != null && fixed.isEmpty()) {
      frame.byName = true;
      steps.add(TemplateProgram.NAMED, parent.path(), steps.joined(label.parts()), 0, 0);
    }
    attributeSteps(frame, attributes, label);
    return frame;
  }

  private static ElementFrame.@Nullable Attribute label(List<ElementFrame.Attribute> attributes) {
    for (ElementFrame.Attribute attribute : attributes) {
      if (attribute.name().equals("Name") && !attribute.parts().isEmpty()) {
        return attribute;
      }
    }
    return null;
  }

  /// The text of parts that are the same in every record; empty if they are not.
  private static String textOf(List<TemplateProgram.Part> parts) {
    boolean fixed = parts.size() == 1;
    return fixed && parts.getFirst() instanceof TemplateProgram.Part.Literal literal
        ? literal.text()
        : "";
  }

  private void attributeSteps(
      ElementFrame frame,
      List<ElementFrame.Attribute> attributes,
      ElementFrame.@Nullable Attribute label)
      throws ChunkBytes.Broken {
    List<ElementFrame.Attribute> shown = new ArrayList<>(attributes.size());
    for (ElementFrame.Attribute attribute : attributes) {
      boolean isLabel = label != null && attribute.equals(label);
      if (!isLabel && !isNamespace(attribute.name())) {
        shown.add(attribute);
        frame.certain |= optional(attribute.parts()) == 0;
      }
    }
    if (!shown.isEmpty()) {
      mark(frame);
    }
    for (ElementFrame.Attribute attribute : shown) {
      String path = cursor.path(frame.path(), attribute.name());
      valueStep(path, attribute.parts(), optional(attribute.parts()), 0);
    }
  }

  private static boolean isNamespace(String attribute) {
    return attribute.equals("xmlns") || attribute.startsWith("xmlns:");
  }

  private static int optional(List<TemplateProgram.Part> parts) {
    return parts.size() == 1
            && parts.getFirst() instanceof TemplateProgram.Part.Slot slot
            && slot.optional()
        ? TemplateProgram.QUIET
        : 0;
  }

  private void content(ElementFrame frame) throws ChunkBytes.Broken {
    int token = cursor.token();
    cursor.skip(1);
    if (token == BinXml.Token.CLOSE_EMPTY_ELEMENT) {
      return;
    }
    if (token != BinXml.Token.CLOSE_START_ELEMENT) {
      throw new ChunkBytes.Broken(cursor.at());
    }
    boolean more = true;
    while (more) {
      more = item(frame);
    }
    if (cursor.token() != BinXml.Token.END_ELEMENT) {
      throw new ChunkBytes.Broken(cursor.at());
    }
    cursor.skip(1);
  }

  private void finish(ElementFrame frame) {
    finishText(frame);
    if (frame.text.isEmpty() && !frame.certain) {
      int what = frame.marked ? TemplateProgram.EMPTY : TemplateProgram.ABSENT;
      steps.add(what, frame.path(), frame.depth(), flags(frame), ordinal(frame));
    }
  }

  private void finishText(ElementFrame frame) {
    frame.dropBlankText();
    if (!frame.text.isEmpty()) {
      int quiet = frame.children > 0 ? TemplateProgram.QUIET : 0;
      valueStep(frame.path(), frame.text, flags(frame) | quiet, ordinal(frame));
    }
  }

  private static int flags(ElementFrame frame) {
    return frame.byName ? TemplateProgram.BY_NAME : 0;
  }

  private static int ordinal(ElementFrame frame) {
    return frame.counted ? TemplateProgram.COUNTED : 0;
  }

  private void valueStep(String path, List<TemplateProgram.Part> parts, int flags, int element) {
    if (parts.isEmpty()) {
      steps.add(TemplateProgram.LITERAL, path, steps.literal(""), flags, element);
    } else if (parts.size() > 1) {
      steps.add(TemplateProgram.JOINED, path, steps.joined(parts), flags, element);
    } else {
      switch (parts.getFirst()) {
        case TemplateProgram.Part.Literal(String text) ->
            steps.add(TemplateProgram.LITERAL, path, steps.literal(text), flags, element);
        case TemplateProgram.Part.Slot(int index, boolean _) ->
            steps.add(TemplateProgram.VALUE, path, index, flags, element);
      }
    }
  }
}
