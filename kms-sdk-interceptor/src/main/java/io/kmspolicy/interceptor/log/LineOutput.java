package io.kmspolicy.interceptor.log;

import java.io.BufferedWriter;
import java.io.Flushable;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/** Where the lines of a log go. Used by one thread at a time. */
interface LineOutput extends AutoCloseable {

  /** Writes a line, which has no line break. */
  void write(String line) throws IOException;

  /** Passes on what was written. */
  default void flush() throws IOException {}

  @Override
  default void close() throws IOException {}

  /** Lines of a file, appended to it. */
  static LineOutput of(Path file) throws IOException {
    create(file);
    Writer writer =
        new BufferedWriter(
            Channels.newWriter(
                Files.newByteChannel(
                    file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND)),
                StandardCharsets.UTF_8));
    LineOutput lines = of(writer);
    return new LineOutput() {
      @Override
      public void write(String line) throws IOException {
        lines.write(line);
      }

      @Override
      public void flush() throws IOException {
        lines.flush();
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }

  /** Creates a file that does not exist: it names callers, so its owner alone reads it. */
  private static void create(Path file) throws IOException {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (UnsupportedOperationException notPosix) {
      if (!Files.exists(file)) {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException exists) {
      // It is appended to.
    }
  }

  /** Lines with line breaks. */
  static LineOutput of(Appendable out) {
    return new LineOutput() {
      @Override
      public void write(String line) throws IOException {
        out.append(line).append('\n');
      }

      @Override
      public void flush() throws IOException {
        if (out instanceof Flushable flushable) {
          flushable.flush();
        }
      }
    };
  }

  /** Lines for a function. */
  static LineOutput of(Consumer<String> lines) {
    return lines::accept;
  }
}
