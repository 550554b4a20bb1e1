package io.kmspolicy.replay.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.replay.result.LostRecord;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Promise: what is read of a record does not depend on the records before it, with whose values it
 * shares equal ones.
 */
class SharedValuesPropertyTest {

  private static final List<String> NAMES =
      List.of("a", "ab", "abc", "b", "keyId", "keyIdd", "key", "", "ä", "x\"y", "\\", "\n", "😀");
  private static final List<String> TEXTS =
      List.of("", "a", "ab", "\"", "a\\", "arn:aws:kms:us-west-2:111122223333:key/a", "ä€😀", "}");

  @Property(tries = 300)
  void eachRecordHasItsOwnMembers(
      @ForAll("objects") List<Map<String, Object>> objects, @ForAll("sizes") List<Integer> parts) {
    StringBuilder trail = new StringBuilder();
    for (int i = 0; i < objects.size(); i++) {
      trail.append(record(objects.get(i), i));
    }
    List<Object> read = new ArrayList<>();
    List<LostRecord> lost = new ArrayList<>();

    TrailReader.read(
        "trail",
        inParts(trail.toString().getBytes(StandardCharsets.UTF_8), parts),
        event -> read.add(event.parameters().orElseThrow()),
        lost::add);

    assertThat(lost).isEmpty();
    assertThat(read).isEqualTo(objects);
  }

  /** One record in two has another member before and behind the parameters. */
  private static String record(Map<String, Object> parameters, int number) {
    String odd = number % 2 == 0 ? "" : ",\"errorCode\":\"AccessDenied\"";
    StringBuilder record =
        new StringBuilder("{\"eventVersion\":\"1.11\",\"eventSource\":\"kms.amazonaws.com\"")
            .append(odd)
            .append(",\"eventTime\":\"2026-01-31T12:00:00Z\",\"requestParameters\":");
    write(parameters, record, number);
    return record
        .append(odd.isEmpty() ? "" : ",\"requestID\":{\"a\":[1,{\"b\":2}]}")
        .append(",\"eventName\":\"Decrypt\",\"awsRegion\":\"us-west-2\"}\n")
        .toString();
  }

  private static void write(Object value, StringBuilder to, int number) {
    if (value instanceof Map<?, ?> members) {
      to.append('{');
      members.forEach(
          (name, member) -> {
            text((String) name, to, number);
            to.append(number % 3 == 0 ? " : " : ":");
            write(member, to, number);
            to.append(',');
          });
      end(to, members.isEmpty(), '}');
    } else if (value instanceof List<?> elements) {
      to.append('[');
      elements.forEach(
          element -> {
            write(element, to, number);
            to.append(',');
          });
      end(to, elements.isEmpty(), ']');
    } else if (value instanceof String text) {
      text(text, to, number);
    } else {
      to.append(value);
    }
  }

  private static void end(StringBuilder to, boolean empty, char end) {
    if (!empty) {
      to.setLength(to.length() - 1);
    }
    to.append(end);
  }

  /** Some records have other escapes than they need. */
  private static void text(String text, StringBuilder to, int number) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean needed = character == '"' || character == '\\' || character < ' ';
      if (needed || number % 5 == 4) {
        to.append(String.format("\\u%04x", (int) character));
      } else {
        to.append(character);
      }
    }
    to.append('"');
  }

  /** The parser's buffer ends anywhere in a name. */
  private static InputStream inParts(byte[] content, List<Integer> sizes) {
    return new ByteArrayInputStream(content) {
      private int reads;

      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        int size = sizes.get(reads++ % sizes.size());
        return super.read(to, offset, Math.min(length, size));
      }
    };
  }

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.integers().between(1, 400).list().ofMinSize(1).ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<Map<String, Object>>> objects() {
    return object(2).list().ofMinSize(1).ofMaxSize(12);
  }

  private static Arbitrary<Map<String, Object>> object(int depth) {
    return Combinators.combine(
            Arbitraries.of(NAMES).list().uniqueElements().ofMaxSize(6),
            value(depth).list().ofSize(6))
        .as(
            (names, values) -> {
              Map<String, Object> members = new LinkedHashMap<>();
              for (int i = 0; i < names.size(); i++) {
                members.put(names.get(i), values.get(i));
              }
              return members;
            });
  }

  private static Arbitrary<Object> value(int depth) {
    Arbitrary<Object> simple =
        Arbitraries.oneOf(
            Arbitraries.of(TEXTS).map(text -> text),
            Arbitraries.of(-1L, 0L, 7L, Long.MAX_VALUE).map(number -> number),
            Arbitraries.of(true, false).map(truth -> truth));
    return depth == 0
        ? simple
        : Arbitraries.oneOf(
            simple,
            simple,
            object(depth - 1).map(members -> members),
            value(depth - 1).list().ofMaxSize(3).map(elements -> elements));
  }
}
