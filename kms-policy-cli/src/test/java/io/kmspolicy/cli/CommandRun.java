package io.kmspolicy.cli;

import io.kmspolicy.cli.io.CliContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The outcome of one command.
 *
 * @param status the exit status
 * @param out the text on standard output
 * @param err the text on standard error
 */
public record CommandRun(int status, String out, String err) {

  /** Runs a command in a directory. */
  public static CommandRun in(Path directory, String input, String... args) {
    return run(directory, input.getBytes(StandardCharsets.UTF_8), false, args);
  }

  public static CommandRun run(Path directory, byte[] input, boolean terminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    CliContext context =
        new CliContext(
            new ByteArrayInputStream(input),
            out,
            new PrintWriter(err, true),
            directory,
            terminal,
            0);
    int status = KmsPolicy.run(context, args);
    return new CommandRun(status, out.toString(StandardCharsets.UTF_8), err.toString());
  }
}
