/**
 * Files that people name: their texts, and in words why one of them cannot be read.
 *
 * <p>In: a name and a file. Out: its characters, or a message for the person who gave the name.
 * Exported to the modules of this project alone. Knows {@code problem} and {@code text}.
 */
@NullMarked
package io.kmspolicy.model.file;

import org.jspecify.annotations.NullMarked;
