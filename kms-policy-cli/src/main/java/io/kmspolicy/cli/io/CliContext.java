package io.kmspolicy.cli.io;

import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.problem.BadInputException;
import java.io.BufferedWriter;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The input and output of a command. Output is UTF-8 on every platform.
 *
 * @param in standard input
 * @param out standard output, not buffered
 * @param err standard error
 * @param directory the folder of relative file names
 * @param progress whether standard error is a terminal
 * @param width the width of the terminal to which standard output goes; 0 if it is none
 */
public record CliContext(
    InputStream in,
    OutputStream out,
    PrintWriter err,
    Path directory,
    boolean progress,
    int width) {

  /** The file name for standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int BUFFER = 1 << 16;

  /** The streams and the working directory of the process. */
  public static CliContext ofProcess() {
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
    // System.out would hide that the reader has closed the pipe.
    OutputStream out = new ProcessOutput();
    return new CliContext(
        System.in, out, err, Path.of(""), Terminal.isErrorOutput(), Terminal.width());
  }

  /** The same context with another standard output. */
  public CliContext withOutput(OutputStream output) {
    return new CliContext(in, output, err, directory, progress, width);
  }

  /**
   * The path of a file.
   *
   * @throws BadInputException if the name cannot be one of a file
   */
  public Path resolve(String name) {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException noName) {
      throw new BadInputException(FileFailure.message(noName));
    }
  }

  /** Opens a file. Pipes and devices are streams, in which one cannot seek. */
  public static InputStream open(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).isOther()
        ? new FileInputStream(file.toFile())
        : Files.newInputStream(file);
  }

  /** Opens a file, or standard input, which stays open when the stream is closed. */
  public InputStream open(String name) throws IOException {
    if (!name.equals(STANDARD_INPUT)) {
      return open(resolve(name));
    }
    return new FilterInputStream(in) {
      @Override
      public void close() {
        // Other code may continue to read.
      }
    };
  }

  /** A buffered writer on standard output. */
  public Writer writer() {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
  }
}
