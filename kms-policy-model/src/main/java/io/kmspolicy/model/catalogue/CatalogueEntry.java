package io.kmspolicy.model.catalogue;

import io.kmspolicy.model.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A JSON object of the bundled catalogue. A member that is missing or of another type throws. */
record CatalogueEntry(JsonTree.Members json) {

  /** The object in a resource beside this class. */
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
    throw wrong(member, "a boolean");
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
    throw wrong(member, "an array");
  }

  private JsonTree value(String member) {
    return json.member(member).orElseThrow(() -> wrong(member, "present"));
  }

  private static CatalogueEntry of(JsonTree value, String name) {
    if (value instanceof JsonTree.Members object) {
      return new CatalogueEntry(object);
    }
    throw wrong(name, "an object");
  }

  private static String text(JsonTree value, String member) {
    return value.string().orElseThrow(() -> wrong(member, "a string"));
  }

  private static IllegalStateException wrong(String member, String expected) {
    return new IllegalStateException("`" + member + "` of the catalogue must be " + expected);
  }
}
