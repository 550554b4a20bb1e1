/**
 * Input and output that all commands share: files, streams, exit statuses and error messages.
 *
 * <p>In: names of files and streams of the process. Out: documents, or a {@link
 * io.kmspolicy.model.problem.BadInputException}. Knows the readers of the model and no command.
 */
@NullMarked
package io.kmspolicy.cli.io;

import org.jspecify.annotations.NullMarked;
