package io.kmspolicy.inputs.tree;

import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a value as JSON with one name or value on each line, and keeps the place of each line. So
 * a location in what was written leads back to the file.
 */
public final class DocumentWriter {

  private static final char FIRST_PRINTABLE = ' ';

  private final StringBuilder json = new StringBuilder();
  private final List<Place> places = new ArrayList<>();

  /** Writes a value that holds nothing unresolved. */
  public DocumentWriter(SourceNode value) {
    write(value);
  }

  /** What was written. */
  public String json() {
    return json.toString();
  }

  /** The place of each line. */
  public List<Place> places() {
    return List.copyOf(places);
  }

  private void write(SourceNode value) {
    if (value instanceof Members object) {
      line("{", object.place());
      String separator = "";
      for (Member member : object.members()) {
        line(separator + quoted(member.name()) + ":", member.namePlace());
        write(member.value());
        separator = ",";
      }
      json.append('}');
    } else if (value instanceof Elements array) {
      line("[", array.place());
      boolean first = true;
      for (SourceNode element : array.elements()) {
        if (!first) {
          json.append(',');
        }
        write(element);
        first = false;
      }
      json.append(']');
    } else if (value instanceof Text text) {
      line(quoted(text.text()), text.place());
    } else if (value instanceof Literal literal) {
      line(literal.json(), literal.place());
    } else if (value instanceof Unresolved unresolved) {
      throw new IllegalArgumentException("the value is not known: " + unresolved.reason());
    }
  }

  /** Begins a line. A comma before a name stands on the name's line, in front of it. */
  private void line(String text, Place place) {
    if (!places.isEmpty()) {
      json.append('\n');
    }
    json.append(text);
    places.add(place);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
