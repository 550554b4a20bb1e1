package io.kmspolicy.inputs.tree;

import io.kmspolicy.inputs.tree.SourceNode.CharacterPlaces;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads files, and JSON inside their strings. */
public final class SourceNodes {

  private static final int HEX = 16;
  private static final int ENCODED = 3;

  /** An object whose quotes or line ends are escaped. */
  private static final Pattern ESCAPED = Pattern.compile("\\s*\\{\\s*(?:\\\\[nrt]\\s*)*\\\\\"");

  private SourceNodes() {}

  /** The value of a JSON or YAML file. */
  public static SourceNode read(String text) throws InputSyntaxException {
    String content = text.startsWith("\ufeff") ? text.substring(1) : text;
    if (isEscaped(content)) {
      return JsonNodes.readEscaped(content);
    }
    return isJson(content) ? JsonNodes.read(content) : YamlNodes.read(content);
  }

  /** Whether a text is the inside of a JSON string, copied without its quotes. */
  private static boolean isEscaped(String text) {
    return ESCAPED.matcher(text).lookingAt();
  }

  /** The form as which a file is read: JSON or YAML. */
  public static String form(String text) {
    return isJson(text.startsWith("\ufeff") ? text.substring(1) : text) ? "JSON" : "YAML";
  }

  private static boolean isJson(String text) {
    String start = text.stripLeading();
    return start.startsWith("{") || start.startsWith("[") || start.startsWith("\"");
  }

  /**
   * The JSON inside a string, also if it is encoded for a URL. Its values have the pointer of the
   * string: no pointer leads into a string.
   */
  public static SourceNode readInside(Text text) throws InputSyntaxException {
    String json = text.text();
    CharacterPlaces places = text.characters();
    if (json.startsWith("%7B") || json.startsWith("%7b")) {
      List<Integer> offsets = new ArrayList<>();
      json = decode(json, offsets);
      places = offset -> text.characters().at(offsets.get(Math.min(offset, offsets.size() - 1)));
    }
    return JsonNodes.readInside(json, places, text.place().pointer());
  }

  /**
   * Decodes a text as RFC 3986 encodes it.
   *
   * @param offsets receives the offset in the encoded text of each character and of the end
   */
  private static String decode(String encoded, List<Integer> offsets) {
    StringBuilder decoded = new StringBuilder();
    byte[] bytes = new byte[encoded.length()];
    int at = 0;
    while (at < encoded.length()) {
      int end = at;
      int count = 0;
      while (isEncoded(encoded, end)) {
        bytes[count++] = (byte) Integer.parseInt(encoded, end + 1, end + ENCODED, HEX);
        end += ENCODED;
      }
      String part =
          count == 0
              ? encoded.substring(at, ++end)
              : new String(bytes, 0, count, StandardCharsets.UTF_8);
      for (int i = 0; i < part.length(); i++) {
        offsets.add(count == part.length() ? at + ENCODED * i : at);
      }
      decoded.append(part);
      at = end;
    }
    offsets.add(encoded.length());
    return decoded.toString();
  }

  private static boolean isEncoded(String text, int at) {
    return at + 2 < text.length()
        && text.charAt(at) == '%'
        && Character.digit(text.charAt(at + 1), HEX) >= 0
        && Character.digit(text.charAt(at + 2), HEX) >= 0;
  }
}
