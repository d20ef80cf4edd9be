// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import java.util.Locale;

/// Leaves out what looks like a secret in a line of a file.
final class Secrets {
  private static final String LEFT_OUT = "***";
  private static final int LONGEST = 1024;
  private static final String[] WORDS = {
    "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "access_key"
  };

  private Secrets() {}

  /// The line with what stands after such a word left out, and with the password of an address left
  /// out; no longer than 1,024 characters.
  static String leftOut(String line) {
    String text = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    String lower = text.toLowerCase(Locale.ROOT);
    StringBuilder kept = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int word = next(lower, at);
      if (word < 0) {
        break;
      }
      int from = value(text, word);
      int to = end(text, from);
      kept.append(text, at, from);
      if (to > from) {
        kept.append(LEFT_OUT);
      }
      at = Math.max(to, from);
    }
    return address(kept.append(text, Math.min(at, text.length()), text.length()).toString());
  }

  // Where the first of the words ends, if a value follows it.
  private static int next(String lower, int at) {
    int best = -1;
    for (String word : WORDS) {
      int found = lower.indexOf(word, at);
      while (found >= 0 && !isGiven(lower, found + word.length())) {
        found = lower.indexOf(word, found + 1);
      }
      if (found >= 0 && (best < 0 || found + word.length() < best)) {
        best = found + word.length();
      }
    }
    return best;
  }

  // NOPASSWD of sudo is none.
  private static boolean isGiven(String lower, int at) {
    if (lower.startsWith("nopasswd", at - "nopasswd".length())) {
      return false;
    }
    int sign = at;
    while (sign < lower.length() && (lower.charAt(sign) == ' ' || lower.charAt(sign) == '"')) {
      sign++;
    }
    return sign < lower.length() && (lower.charAt(sign) == '=' || lower.charAt(sign) == ':');
  }

  private static int value(String text, int word) {
    int at = word;
    while (at < text.length() && (" =:\"'".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }

  private static int end(String text, int from) {
    int at = from;
    while (at < text.length() && " \t\"';,&".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  // scheme://user:password@host
  private static String address(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return text;
    }
    int at = text.indexOf('@', scheme);
    int colon = text.indexOf(':', scheme + 3);
    int blank = text.indexOf(' ', scheme);
    int slash = text.indexOf('/', scheme + 3);
    boolean within = (blank < 0 || at < blank) && (slash < 0 || at < slash);
    if (at < 0 || colon < 0 || colon > at || !within) {
      return text;
    }
    return text.substring(0, colon + 1) + LEFT_OUT + text.substring(at);
  }
}
