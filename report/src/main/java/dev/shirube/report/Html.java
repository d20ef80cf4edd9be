// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.export.VisibleText;
import java.io.IOException;

/// Writes HTML. Whatever is not a tag of our own goes through {@link #text}, the one place that
/// escapes, so that a value can never be more than a value.
final class Html {
  private final Appendable out;

  Html(Appendable out) {
    this.out = out;
  }

  /// Text as data: invisible characters made visible, markup escaped.
  static String escape(String text) {
    String visible = VisibleText.of(text);
    StringBuilder escaped = new StringBuilder(visible.length() + 16);
    for (int index = 0; index < visible.length(); index++) {
      char c = visible.charAt(index);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// A start tag with attributes as pairs of name and value; an empty value writes the name alone.
  Html open(String tag, String... attributes) throws IOException {
    out.append('<').append(tag);
    for (int index = 0; index + 1 < attributes.length; index += 2) {
      out.append(' ').append(attributes[index]);
      if (!attributes[index + 1].isEmpty()) {
        out.append("=\"").append(escape(attributes[index + 1])).append('"');
      }
    }
    out.append('>');
    return this;
  }

  Html close(String tag) throws IOException {
    out.append("</").append(tag).append('>');
    return this;
  }

  Html text(String text) throws IOException {
    out.append(escape(text));
    return this;
  }

  /// An element that holds text alone.
  Html element(String tag, String text, String... attributes) throws IOException {
    return open(tag, attributes).text(text).close(tag);
  }

  /// Text of ours that is markup already: styles, script, pictures.
  Html markup(String markup) throws IOException {
    out.append(markup);
    return this;
  }

  Html line() throws IOException {
    out.append('\n');
    return this;
  }

  /// The mark of a severity: a shape and a color.
  Html mark(String severityWord) throws IOException {
    return markup("<svg class=\"m ")
        .markup(severityWord)
        .markup("\" aria-hidden=\"true\"><use href=\"#m-")
        .markup(severityWord)
        .markup("\"/></svg>");
  }
}
