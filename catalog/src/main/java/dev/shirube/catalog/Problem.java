// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

/// Something wrong with an input: where it is, what it is, and what to do about it.
///
/// @param file which file, as the person named it; a file in an archive as archive!/entry
/// @param position line of a text (1 is the first), or record number; 0 when it is about the whole
/// @param what what is wrong
/// @param advice what the reader can do about it
public record Problem(String file, long position, Message what, Message advice) {}
