package io.kmspolicy.model.catalogue;

import io.kmspolicy.model.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A JSON object of the bundled catalogue. Access to a member that is missing or has the invalid
 * type throws {@link IllegalStateException}.
 */
record CatalogueEntry(JsonTree.Members json) {

  /** Reads the object in a class-path resource in this class's package. */
  static CatalogueEntry ofResource(String name) {
    try (InputStream stream = CatalogueEntry.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource `" + name + "` is missing");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return of(JsonTree.parse(text), name);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource `" + name + "` cannot be read", e);
    }
  }

  String text(String member) {
    return text(value(member), member);
  }

  boolean flag(String member) {
    if (value(member) instanceof JsonTree.Scalar scalar
        && !scalar.quoted()
        && (scalar.text().equals("true") || scalar.text().equals("false"))) {
      return scalar.text().equals("true");
    }
    throw invalid(member, "a boolean");
  }

  CatalogueEntry object(String member) {
    return of(value(member), member);
  }

  List<String> texts(String member) {
    return elements(member).stream().map(element -> text(element, member)).toList();
  }

  List<CatalogueEntry> objects(String member) {
    return elements(member).stream().map(element -> of(element, member)).toList();
  }

  private List<JsonTree> elements(String member) {
    if (value(member) instanceof JsonTree.Elements array) {
      return array.elements();
    }
    throw invalid(member, "an array");
  }

  private JsonTree value(String member) {
    return json.member(member).orElseThrow(() -> invalid(member, "present"));
  }

  private static CatalogueEntry of(JsonTree value, String name) {
    if (value instanceof JsonTree.Members object) {
      return new CatalogueEntry(object);
    }
    throw invalid(name, "an object");
  }

  private static String text(JsonTree value, String member) {
    return value.string().orElseThrow(() -> invalid(member, "a string"));
  }

  private static IllegalStateException invalid(String member, String expected) {
    return new IllegalStateException("`" + member + "` of the catalogue must be " + expected);
  }
}
