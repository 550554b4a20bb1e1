package io.kmspolicy.cli.io;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a command reads from and writes to. Output is UTF-8 whatever the platform says.
 *
 * @param in standard input
 * @param out standard output, not buffered
 * @param err standard error
 * @param directory what relative names of files start from
 * @param progress whether somebody watches standard error
 */
public record CliContext(
    InputStream in, OutputStream out, PrintWriter err, Path directory, boolean progress) {

  /** The name that stands for standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int BUFFER = 1 << 16;

  /** What the process has. */
  public static CliContext ofProcess() {
    PrintWriter err =
        new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
    // System.out would swallow that its reader is gone.
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    return new CliContext(System.in, out, err, Path.of(""), Terminal.isErrorOutput());
  }

  /** The place of a file whose name may be relative. */
  public Path resolve(String name) {
    return directory.resolve(name);
  }

  /** Opens a file, or standard input, which stays open when the stream is closed. */
  public InputStream open(String name) throws IOException {
    if (!name.equals(STANDARD_INPUT)) {
      return Files.newInputStream(resolve(name));
    }
    return new FilterInputStream(in) {
      @Override
      public void close() {
        // Others may read on.
      }
    };
  }

  /** A buffered writer on standard output. */
  public Writer writer() {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
  }
}
