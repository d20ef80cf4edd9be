// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

/// Keeps the package from being empty until the room is built.
final class Room {
  private Room() {}
}
