package io.kmspolicy.replay.trail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What gzip has compressed, in one member or several (RFC 1952). {@link
 * java.util.zip.GZIPInputStream} takes a damaged header behind a member, and other bytes there, for
 * the end of the file; here they are an error. Zeros behind a member only pad the file. Closing
 * frees memory and leaves the source open. Not thread-safe.
 */
final class GzipInput extends InputStream {

  private static final int FIRST = 0x1f;
  private static final int SECOND = 0x8b;
  private static final int DEFLATE = 8;
  private static final int TIME_AND_SYSTEM = 6;

  private static final int HAS_CHECKSUM = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private static final int BUFFER = 1 << 16;
  private static final int BYTE = 0xff;
  private static final long FOUR_BYTES = 0xffff_ffffL;

  private final InputStream source;
  private final Inflater inflater = new Inflater(true);

  /** The checksum of a header, and then of the content. */
  private final CRC32 checksum = new CRC32();

  private final byte[] buffer = new byte[BUFFER];
  private int next;
  private int end;

  /** The bytes of the source before those in the buffer. */
  private long before;

  /** The position in the source at which the current member begins. */
  private long member;

  private boolean inside;

  GzipInput(InputStream source) {
    this.source = source;
  }

  /** Whether the source begins as a member does. The source supports marks and stays there. */
  static boolean isNext(InputStream source) throws IOException {
    source.mark(2);
    boolean found = source.read() == FIRST && source.read() == SECOND;
    source.reset();
    return found;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & BYTE;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = 0;
    while (read == 0) {
      if (!inside && !begin()) {
        return -1;
      }
      read = inflate(into, offset, length);
    }
    return read;
  }

  /** Reads content of the current member; none is left if the result is 0. */
  private int inflate(byte[] into, int offset, int length) throws IOException {
    try {
      while (true) {
        int read = inflater.inflate(into, offset, length);
        if (read > 0) {
          checksum.update(into, offset, read);
          return read;
        }
        if (inflater.finished()) {
          finish();
          return 0;
        }
        if (inflater.needsDictionary()) {
          throw damaged("its content needs a dictionary");
        }
        require();
        inflater.setInput(buffer, 0, end);
        next = end;
      }
    } catch (DataFormatException e) {
      throw damaged("its content cannot be decompressed (" + e.getMessage() + ")");
    }
  }

  /** Reads the header of the next member, if there is one. */
  private boolean begin() throws IOException {
    boolean first = before + next == 0;
    while (!first && hasNext() && buffer[next] == 0) {
      next++;
    }
    if (!hasNext()) {
      return false;
    }
    member = before + next;
    checksum.reset();
    if (header() != FIRST || header() != SECOND) {
      throw damaged("it does not begin with the bytes 1f 8b");
    }
    int method = header();
    if (method != DEFLATE) {
      throw damaged("its compression method is " + method + ", not " + DEFLATE);
    }
    int flags = header();
    if ((flags & RESERVED) != 0) {
      throw damaged("its header has reserved flags");
    }
    skipFields(flags);
    checksum.reset();
    inflater.reset();
    inflater.setInput(buffer, next, end - next);
    next = end;
    inside = true;
    return true;
  }

  private void skipFields(int flags) throws IOException {
    skip(TIME_AND_SYSTEM);
    if ((flags & HAS_EXTRA) != 0) {
      skip(header() | header() << Byte.SIZE);
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_CHECKSUM) != 0) {
      long expected = checksum.getValue() & 0xffff;
      if ((header() | header() << Byte.SIZE) != expected) {
        throw damaged("the checksum of its header is wrong");
      }
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      header();
    }
  }

  private void skipText() throws IOException {
    int last = header();
    while (last != 0) {
      last = header();
    }
  }

  /** Reads what is behind the content of a member. */
  private void finish() throws IOException {
    next = end - inflater.getRemaining();
    inside = false;
    if (number() != checksum.getValue() || number() != (inflater.getBytesWritten() & FOUR_BYTES)) {
      throw damaged("the checksum of its content is wrong, so what was read of it may be, too");
    }
  }

  private long number() throws IOException {
    long number = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      number |= (long) one() << shift;
    }
    return number;
  }

  /** The next byte of a header. */
  private int header() throws IOException {
    int read = one();
    checksum.update(read);
    return read;
  }

  private int one() throws IOException {
    require();
    return buffer[next++] & BYTE;
  }

  private void require() throws IOException {
    if (!hasNext()) {
      throw new EOFException("the gzip member at byte " + member + " is cut off");
    }
  }

  private boolean hasNext() throws IOException {
    if (next == end) {
      before += end;
      next = 0;
      end = Math.max(0, source.read(buffer, 0, BUFFER));
    }
    return next < end;
  }

  private IOException damaged(String how) {
    return new IOException("the gzip member at byte " + member + " is damaged: " + how);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
