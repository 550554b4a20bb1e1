package io.kmspolicy.cli.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.StringWriter;

/** JSON as people read it, the same on every platform. */
public final class PrettyJson {

  private static final JsonFactory FACTORY = new JsonFactory();

  private PrettyJson() {}

  /** What writes one value. */
  public interface Content {
    /** Writes it. */
    void write(JsonGenerator json) throws IOException;
  }

  /** The text of one value, which ends with a line break. */
  public static String of(Content content) throws IOException {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withArrayEmptySeparator("")
                    .withObjectEmptySeparator(""))
            .withArrayIndenter(lines)
            .withObjectIndenter(lines);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setPrettyPrinter(printer);
      content.write(json);
    }
    return text.append('\n').toString();
  }

  /** A member that is an array of strings. */
  public static void strings(JsonGenerator json, String member, Iterable<String> strings)
      throws IOException {
    json.writeArrayFieldStart(member);
    for (String string : strings) {
      json.writeString(string);
    }
    json.writeEndArray();
  }
}
