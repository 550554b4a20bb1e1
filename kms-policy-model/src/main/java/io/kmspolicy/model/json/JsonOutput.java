package io.kmspolicy.model.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.kmspolicy.model.policy.ConditionValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The JSON that the writers write, member by member. A value that stands alone is written bare;
 * none or several are an array. Not thread-safe.
 */
public final class JsonOutput {

  /** How the text is laid out. */
  public enum Layout {
    /** Without white space. */
    COMPACT,
    /** One member or element a line, two spaces a level. */
    PRETTY
  }

  /** Something that writes itself. */
  public interface Content {
    /** Writes one value. */
    void write(JsonOutput out) throws IOException;
  }

  /** Something that writes the members of an object. */
  public interface Members {
    /** Writes each member. */
    void write() throws IOException;
  }

  /** Something that writes one of several. */
  public interface ElementWriter<T> {
    /** Writes one value. */
    void write(T element) throws IOException;
  }

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
  private static final Separators SEPARATORS =
      Separators.createDefaultInstance()
          .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
          .withObjectEmptySeparator("")
          .withArrayEmptySeparator("");

  private final JsonGenerator generator;

  private JsonOutput(JsonGenerator generator) {
    this.generator = generator;
  }

  /** The text of one value. */
  public static String text(Layout layout, Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      if (layout == Layout.PRETTY) {
        generator.setPrettyPrinter(prettyPrinter());
      }
      content.write(new JsonOutput(generator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A new one each time: it counts the levels that are open. */
  private static PrettyPrinter prettyPrinter() {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(SEPARATORS);
    printer.indentObjectsWith(INDENTER);
    printer.indentArraysWith(INDENTER);
    return printer;
  }

  /** Writes an object with these members. */
  public void object(Members members) throws IOException {
    generator.writeStartObject();
    members.write();
    generator.writeEndObject();
  }

  /** Writes the name of a member; its value must follow. */
  public JsonOutput member(String name) throws IOException {
    generator.writeFieldName(name);
    return this;
  }

  /** Writes a member with a string. */
  public void member(String name, String value) throws IOException {
    generator.writeStringField(name, value);
  }

  /** Writes a member with a string, unless the string is empty. */
  public void optionalMember(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      member(name, value);
    }
  }

  /** Writes a string. */
  public void string(String value) throws IOException {
    generator.writeString(value);
  }

  /** Writes an array. */
  public <T> void array(List<T> elements, ElementWriter<T> writer) throws IOException {
    generator.writeStartArray();
    for (T element : elements) {
      writer.write(element);
    }
    generator.writeEndArray();
  }

  /** Writes a single value bare, and none or several as an array. */
  public <T> void bareOrArray(List<T> elements, ElementWriter<T> writer) throws IOException {
    if (elements.size() == 1) {
      writer.write(elements.get(0));
    } else {
      array(elements, writer);
    }
  }

  /** Writes a number as it is spelled, or any other text as a string. */
  public void numberOrString(String value) throws IOException {
    if (JsonNumber.isNumber(value)) {
      generator.writeNumber(value);
    } else {
      string(value);
    }
  }

  /**
   * Writes a condition value in its form (rule 1.11).
   *
   * @throws IllegalArgumentException if the text cannot stand in that form
   */
  public void value(ConditionValue value) throws IOException {
    switch (value.form()) {
      case STRING -> string(value.text());
      case NUMBER -> {
        check(JsonNumber.isNumber(value.text()), value);
        generator.writeNumber(value.text());
      }
      case BOOLEAN -> {
        boolean isTrue = value.text().equals("true");
        check(isTrue || value.text().equals("false"), value);
        generator.writeBoolean(isTrue);
      }
    }
  }

  private static void check(boolean fits, ConditionValue value) {
    if (!fits) {
      throw new IllegalArgumentException(
          "`" + value.text() + "` cannot be written in the form " + value.form());
    }
  }
}
