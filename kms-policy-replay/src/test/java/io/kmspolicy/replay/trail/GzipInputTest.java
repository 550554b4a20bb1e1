package io.kmspolicy.replay.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: whatever follows a gzip member is read or reported. */
class GzipInputTest {

  private static final int HEADER = 10;

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(String content) throws IOException {
    return gzip(content.getBytes(UTF_8));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] content(byte[] file) throws IOException {
    try (InputStream in = new GzipInput(new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static byte[] with(byte[] member, int position, int value) {
    byte[] changed = member.clone();
    changed[position] = (byte) value;
    return changed;
  }

  /** The members are larger than the buffers, and end at any place in them. */
  @Test
  void read_members_areOneContent() throws IOException {
    Random random = new Random(1);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int size : new int[] {0, 1, 70_000, 65_536, 3, 200_000}) {
      byte[] part = new byte[size];
      random.nextBytes(part);
      file.writeBytes(gzip(part));
      expected.writeBytes(part);
    }

    assertThat(content(file.toByteArray())).isEqualTo(expected.toByteArray());
  }

  /** A pipe may hand out one byte at a time, and does not know how many are available. */
  @Test
  void read_bytesOneByOne_areOneContent() throws IOException {
    byte[] file = join(gzip("one "), gzip("two"));
    InputStream slow =
        new InputStream() {
          private int next;

          @Override
          public int read() {
            return next < file.length ? file[next++] & 0xff : -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int one = read();
            if (one < 0) {
              return -1;
            }
            into[offset] = (byte) one;
            return 1;
          }
        };

    try (InputStream in = new GzipInput(slow)) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("one two");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 100_000})
  void read_zerosBehindAMember_padTheFile(int zeros) throws IOException {
    assertThat(content(join(gzip("one"), new byte[zeros]))).asString(UTF_8).isEqualTo("one");
    assertThat(content(join(gzip("one "), new byte[zeros], gzip("two"))))
        .asString(UTF_8)
        .isEqualTo("one two");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, it does not begin with the bytes 1f 8b",
    "1, 0, it does not begin with the bytes 1f 8b",
    "2, 7, 'its compression method is 7, not 8'",
    "3, 64, its header has reserved flags",
    "10, 255, its content cannot be decompressed (invalid block type)",
  })
  void read_damagedMember_isAnErrorBehindTheFirstMember(int position, int value, String message)
      throws IOException {
    byte[] first = gzip("one");
    byte[] file = join(first, with(gzip("two"), position, value), gzip("three"));
    // Zeros are padding, so a member that begins with one seems to begin a byte later.
    int begin = first.length + (position == 0 ? 1 : 0);

    List<Integer> read = new ArrayList<>();
    try (InputStream in = new GzipInput(new ByteArrayInputStream(file))) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  read.add(in.read());
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessage("the gzip member at byte " + begin + " is damaged: " + message);
    }
    assertThat(read).containsExactly((int) 'o', (int) 'n', (int) 'e');
  }

  @Test
  void read_otherBytesBehindAMember_areAnError() throws IOException {
    byte[] file = join(gzip("one"), "{\"Records\": []}".getBytes(UTF_8));

    assertThatThrownBy(() -> content(file)).hasMessageContaining("does not begin with");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8})
  void read_wrongTrailer_isAnError(int fromEnd) throws IOException {
    byte[] file = gzip("one");
    byte[] changed = with(file, file.length - fromEnd, file[file.length - fromEnd] + 1);

    assertThatThrownBy(() -> content(changed))
        .hasMessageContaining("the checksum of its content is wrong");
  }

  @Test
  void read_fileThatEndsAnywhere_isAnError() throws IOException {
    byte[] file = gzip("one");

    for (int length = 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> content(cut)).hasMessage("the gzip member at byte 0 is cut off");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void read_headerWithAllFields_isRead(boolean intact) throws IOException {
    byte[] plain = gzip("one");
    byte[] fields =
        join(
            with(Arrays.copyOf(plain, HEADER), 3, 2 + 4 + 8 + 16),
            HexFormat.of().parseHex("0200aabb"),
            "name\0comment\0".getBytes(UTF_8));
    CRC32 sum = new CRC32();
    sum.update(fields);
    long value = sum.getValue() + (intact ? 0 : 1);
    byte[] file =
        join(
            fields,
            new byte[] {(byte) value, (byte) (value >> 8)},
            Arrays.copyOfRange(plain, HEADER, plain.length));

    if (intact) {
      assertThat(content(file)).asString(UTF_8).isEqualTo("one");
    } else {
      assertThatThrownBy(() -> content(file))
          .hasMessageContaining("the checksum of its header is wrong");
    }
  }
}
