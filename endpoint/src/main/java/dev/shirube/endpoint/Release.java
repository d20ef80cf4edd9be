// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

/// Which release this is; server and agent are of one.
public final class Release {
  /// As people and the other side read it.
  public static final String VERSION = "0.1.0";

  private Release() {}
}
