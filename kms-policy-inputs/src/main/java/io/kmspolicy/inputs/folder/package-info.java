/**
 * Folders of files that other tools write: loops over {@code aws kms get-key-policy}, and
 * iam-collect.
 *
 * <p>In: a folder. Out: what the root package makes of a file, or a policy directory.
 */
@NullMarked
package io.kmspolicy.inputs.folder;

import org.jspecify.annotations.NullMarked;
