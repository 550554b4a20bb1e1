package io.kmspolicy.inputs.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.kmspolicy.inputs.tree.SourceNode.CharacterPlaces;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.model.json.Escapes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads JSON. An object with duplicate members is rejected. */
final class JsonNodes {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** What the parser says about its settings where it names a place. */
  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: [^;\\]]*; (line: [0-9]+, column: [0-9]+)\\]");

  private final String text;
  private final CharacterPlaces places;

  /** Whether the text is inside a string, so that all values have the pointer of the string. */
  private final boolean embedded;

  private JsonNodes(String text, CharacterPlaces places, boolean embedded) {
    this.text = text;
    this.places = places;
    this.embedded = embedded;
  }

  /** The value of a whole file. */
  static SourceNode read(String text) throws InputSyntaxException {
    return new JsonNodes(text, new TextPositions(text)::at, false).whole("");
  }

  /** The string of which a whole file is the inside. */
  static SourceNode readEscaped(String text) throws InputSyntaxException {
    TextPositions positions = new TextPositions(text);
    String quoted = '"' + text.strip() + '"';
    int before = text.indexOf('{') - 1;
    return new JsonNodes(quoted, offset -> positions.at(Math.max(0, offset + before)), false)
        .whole("");
  }

  /**
   * The value of a text inside a string.
   *
   * @param places the places of the text's characters
   * @param pointer the pointer of the string
   */
  static SourceNode readInside(String text, CharacterPlaces places, String pointer)
      throws InputSyntaxException {
    return new JsonNodes(text, places, true).whole(pointer);
  }

  private SourceNode whole(String pointer) throws InputSyntaxException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      SourceNode root = value(parser, pointer);
      if (parser.nextToken() != null) {
        throw new JsonParseException(
            parser, "something follows the end of the value", parser.currentTokenLocation());
      }
      return root;
    } catch (JsonProcessingException malformed) {
      throw syntax(malformed, places, text.length());
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can always be read", e);
    }
  }

  /** The parser's reason, without the part about the parser's settings. */
  private static InputSyntaxException syntax(
      JsonProcessingException malformed, CharacterPlaces places, int end) {
    String reason = SOURCE.matcher(malformed.getOriginalMessage()).replaceAll("$1");
    int settings = reason.indexOf(" (for ");
    JsonLocation at = malformed.getLocation();
    int offset = at == null ? end : (int) Math.max(0, Math.min(end, at.getCharOffset()));
    Place place = places.at(offset);
    InputSyntaxException exception =
        new InputSyntaxException(
            settings < 0 ? reason : reason.substring(0, settings), place.line(), place.column());
    exception.initCause(malformed);
    return exception;
  }

  private SourceNode value(JsonParser parser, String pointer) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new JsonParseException(parser, "the text ends too early");
    }
    Place place = place(parser, pointer);
    return switch (token) {
      case START_OBJECT -> object(parser, place);
      case START_ARRAY -> array(parser, place);
      case VALUE_STRING ->
          new Text(parser.getText(), place, inside(offset(parser), parser.getText(), pointer));
      default -> new Literal(parser.getText(), place);
    };
  }

  private Members object(JsonParser parser, Place place) throws IOException {
    List<Member> members = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String pointer = step(place.pointer(), name);
      Place namePlace = place(parser, pointer);
      parser.nextToken();
      members.add(new Member(name, namePlace, value(parser, pointer)));
    }
    return new Members(members, place);
  }

  private Elements array(JsonParser parser, Place place) throws IOException {
    List<SourceNode> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser, step(place.pointer(), "" + elements.size())));
    }
    return new Elements(elements, place);
  }

  private String step(String pointer, String name) {
    return embedded ? pointer : Place.step(pointer, name);
  }

  private static int offset(JsonParser parser) {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  private Place place(JsonParser parser, String pointer) {
    Place place = places.at(offset(parser));
    return new Place(pointer, place.line(), place.column());
  }

  /** The places of the characters of a string that starts with its quote at an offset. */
  private CharacterPlaces inside(int quote, String value, String pointer) {
    return new SourceOffsets(
        () -> Escapes.offsets(text, quote + 1, value.length()), places, pointer);
  }
}
