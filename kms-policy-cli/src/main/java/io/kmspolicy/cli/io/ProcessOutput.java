package io.kmspolicy.cli.io;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Standard output of the process. A failure to write is {@link CommandOutput.ReaderGone} if the
 * output is read by somebody, as a pipe or a socket is: the operating system refuses a write to
 * these only after the reader has closed its end. A file or a device has a position, and fails for
 * other reasons, such as a full disk. The text of a failure says nothing: it is in the language of
 * the system.
 */
final class ProcessOutput extends FileOutputStream {

  ProcessOutput() {
    super(FileDescriptor.out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      super.write(bytes, offset, length);
    } catch (IOException failure) {
      throw isStream(getChannel()) ? new CommandOutput.ReaderGone(failure) : failure;
    }
  }

  /** Whether there is no position to write at; the position stays where it is. */
  private static boolean isStream(FileChannel channel) {
    try {
      channel.position(channel.position()); // What is appended to, as by >>, says its size alone.
      return false;
    } catch (IOException noPosition) {
      return true;
    }
  }
}
