package io.kmspolicy.collect.aws;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.json.JsonWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Writes structures of the SDK as the AWS command line prints them. */
final class SdkJson {

  /** A member that IAM encodes for URLs and the AWS command line prints as an object. */
  private static final String TRUST_POLICY = "AssumeRolePolicyDocument";

  private SdkJson() {}

  /** An object with one member, a structure. */
  static String object(String member, SdkPojo structure) {
    return document(
        out -> {
          out.member(member);
          structure(out, structure);
        });
  }

  /** An object with one member, a list of structures. */
  static String list(String member, List<? extends SdkPojo> structures) {
    return document(
        out -> {
          out.member(member);
          out.array(structures, structure -> structure(out, structure));
        });
  }

  private static String document(Consumer<JsonWriter> members) {
    return JsonWriter.text(JsonWriter.Layout.PRETTY, out -> out.object(() -> members.accept(out)))
        + "\n";
  }

  private static void structure(JsonWriter out, SdkPojo structure) {
    out.object(
        () -> {
          for (SdkField<?> field : structure.sdkFields()) {
            Object value = field.getValueOrDefault(structure);
            if (isPresent(value)) {
              out.member(field.memberName());
              member(out, field.memberName(), value);
            }
          }
        });
  }

  /** A list or map that the response does not contain is not null in the SDK. */
  private static boolean isPresent(@Nullable Object value) {
    return value != null
        && !(value instanceof SdkAutoConstructList)
        && !(value instanceof SdkAutoConstructMap);
  }

  private static void member(JsonWriter out, String name, Object value) {
    if (name.equals(TRUST_POLICY) && value instanceof String document) {
      JsonTree.parsed(decoded(document))
          .ifPresentOrElse(tree -> tree(out, tree), () -> out.string(document));
    } else {
      value(out, value);
    }
  }

  private static void tree(JsonWriter out, JsonTree tree) {
    if (tree instanceof JsonTree.Members object) {
      out.object(
          () ->
              object
                  .members()
                  .forEach(
                      (name, value) -> {
                        out.member(name);
                        tree(out, value);
                      }));
    } else if (tree instanceof JsonTree.Elements array) {
      out.array(array.elements(), element -> tree(out, element));
    } else if (tree instanceof JsonTree.Scalar scalar) {
      if (scalar.quoted()) {
        out.string(scalar.text());
      } else {
        out.raw(scalar.text());
      }
    }
  }

  private static void value(JsonWriter out, Object value) {
    if (value instanceof SdkPojo structure) {
      structure(out, structure);
    } else if (value instanceof Collection<?> elements) {
      out.array(elements, element -> value(out, element));
    } else if (value instanceof Map<?, ?> map) {
      out.object(
          () ->
              map.forEach(
                  (key, mapped) -> {
                    out.member(String.valueOf(key));
                    value(out, mapped);
                  }));
    } else if (value instanceof Boolean || value instanceof Number) {
      out.raw(value.toString());
    } else if (value instanceof SdkBytes bytes) {
      out.string(Base64.getEncoder().encodeToString(bytes.asByteArray()));
    } else {
      out.string(value.toString());
    }
  }

  /**
   * Decodes percent-encoding, in which a plus sign stands for itself. A text that begins with a
   * brace is not encoded: emulators of IAM respond in this way.
   */
  static String decoded(String document) {
    return document.stripLeading().startsWith("{")
        ? document
        : URLDecoder.decode(document.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
