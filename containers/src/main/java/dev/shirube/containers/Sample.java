// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

/// The front of an entry, as it came and as text.
///
/// @param name the entry's name; a hint only, never a reason by itself
/// @param head the first bytes
/// @param text the same decoded by {@link TextEncoding}, cut at the last whole character
/// @param complete whether the head is the whole entry
public record Sample(String name, byte[] head, String text, boolean complete) {}
