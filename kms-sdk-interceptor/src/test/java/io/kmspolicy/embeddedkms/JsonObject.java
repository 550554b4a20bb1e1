package io.kmspolicy.embeddedkms;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A JSON object of the KMS protocol; bytes travel as base64. Not thread-safe. */
final class JsonObject {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, Object> members;

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  JsonObject() {
    this(new LinkedHashMap<>());
  }

  static JsonObject parse(byte[] utf8) {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new KmsFault("SerializationException", "the body is no JSON object");
      }
      return object(parser);
    } catch (IOException e) {
      throw new KmsFault("SerializationException", "the body is no JSON");
    }
  }

  private static JsonObject object(JsonParser parser) throws IOException {
    JsonObject object = new JsonObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      value(parser).ifPresent(value -> object.members.put(name, value));
    }
    return object;
  }

  private static Optional<Object> value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> Optional.of(object(parser));
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser).ifPresent(items::add);
        }
        yield Optional.of(items);
      }
      case VALUE_TRUE -> Optional.of(true);
      case VALUE_FALSE -> Optional.of(false);
      case VALUE_NULL -> Optional.empty();
      default -> Optional.of(parser.getText());
    };
  }

  Optional<String> text(String member) {
    return Optional.ofNullable(members.get(member)).map(Object::toString);
  }

  String required(String member) {
    return text(member)
        .orElseThrow(() -> KmsFault.validation("the member " + member + " is missing"));
  }

  byte[] requiredBytes(String member) {
    try {
      return Base64.getDecoder().decode(required(member));
    } catch (IllegalArgumentException e) {
      throw new KmsFault("SerializationException", "the member " + member + " is no base64");
    }
  }

  int number(String member, int otherwise) {
    try {
      return text(member).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new KmsFault("SerializationException", "the member " + member + " is no number");
    }
  }

  /** A map of texts in the order of its keys; empty if the member is missing. */
  Map<String, String> texts(String member) {
    Map<String, String> texts = new TreeMap<>();
    if (members.get(member) instanceof JsonObject object) {
      object.members.forEach((key, value) -> texts.put(key, value.toString()));
    }
    return texts;
  }

  JsonObject put(String member, Object value) {
    members.put(member, value);
    return this;
  }

  JsonObject put(String member, byte[] bytes) {
    return put(member, Base64.getEncoder().encodeToString(bytes));
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      write(generator, this);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof JsonObject object) {
      generator.writeStartObject();
      for (Map.Entry<String, Object> member : object.members.entrySet()) {
        generator.writeFieldName(member.getKey());
        write(generator, member.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> items) {
      generator.writeStartArray();
      for (Object item : items) {
        write(generator, item);
      }
      generator.writeEndArray();
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else {
      generator.writeString(value.toString());
    }
  }
}
