package io.kmspolicy.model.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.base.ParserBase;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The token stream of one text, with the limits of {@link JsonLimits}. Reading stops at the first
 * syntax error, because the meaning of the rest is unknown. Not thread-safe.
 */
final class JsonTokens implements AutoCloseable {

  /**
   * The parser's own limits are disabled. This package checks the limits, so that messages can
   * state them.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(constraints())
          .build();

  private final SourceText text;

  private final JsonPath path;
  private final Problems problems;

  /**
   * Declared by its class, because {@code ParserBase} returns the position of a token without
   * allocating a location object.
   */
  private final ParserBase parser;

  private int depth;

  /** Whether the text that was read last is known to contain no surrogates. */
  private boolean plain;

  JsonTokens(SourceText text, JsonPath path, Problems problems) {
    this.text = text;
    this.path = path;
    this.problems = problems;
    try {
      this.parser = (ParserBase) FACTORY.createParser(text.chars(), 0, text.end());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StreamReadConstraints constraints() {
    StreamReadConstraints.Builder builder =
        StreamReadConstraints.builder()
            .maxNestingDepth(JsonLimits.DEPTH + 1)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE);
    try {
      builder.maxNameLength(Integer.MAX_VALUE);
    } catch (NoSuchMethodError e) {
      // Jackson 2.15 does not limit names.
    }
    return builder.build();
  }

  /** Moves to the next token. */
  JsonToken next() {
    JsonToken token;
    try {
      token = parser.nextToken();
    } catch (JacksonException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (token == null) {
      throw problems.stop(
          ProblemCode.MALFORMED_JSON,
          text.at(text.end()),
          "the text is empty; it must hold one JSON value");
    }
    if (token.isStructStart()) {
      descend();
    } else if (token.isStructEnd()) {
      depth--;
    }
    return token;
  }

  private void descend() {
    depth++;
    if (depth > JsonLimits.DEPTH) {
      throw problems.stop(
          ProblemCode.LIMIT_EXCEEDED,
          location(),
          "objects and arrays are nested more than " + JsonLimits.DEPTH + " levels deep");
    }
  }

  /** Moves from the start of a value to its end. */
  void skip(JsonToken start) {
    if (start.isStructStart()) {
      int enclosingDepth = depth - 1;
      while (depth > enclosingDepth) {
        next();
      }
    }
  }

  /** The text of a string, a number or a literal, or the name of a member. */
  String text() {
    try {
      String value = parser.getText();
      plain =
          parser.currentToken() == JsonToken.VALUE_STRING
              && text.isPlain()
              && parser.getTextCharacters() == text.chars();
      return value;
    } catch (JacksonException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether the text that was read last contains no surrogates because it is a string without
   * escapes in a text without surrogates.
   */
  boolean isPlain() {
    return plain;
  }

  /** The location of the current token. */
  SourceLocation location() {
    if (!text.isPlain()) {
      return text.at(offset(), path);
    }
    if (parser.currentToken() == JsonToken.FIELD_NAME) {
      JsonLocation name = parser.currentTokenLocation();
      return text.atColumn(name.getLineNr(), name.getColumnNr(), path);
    }
    // The parser records the column one character after the start of the token.
    return text.atColumn(parser.getTokenLineNr(), parser.getTokenColumnNr() - 1, path);
  }

  /** The location of an offset, with the pointer of the current value. */
  SourceLocation location(int offset) {
    return text.at(offset, path);
  }

  /** The offset of the current token. Cheaper than a location, which only a problem needs. */
  int offset() {
    return parser.currentToken() == JsonToken.FIELD_NAME
        ? (int) parser.currentTokenLocation().getCharOffset()
        : (int) parser.getTokenCharacterOffset() - 1;
  }

  /** The text of the object that starts at the current token; empty if it is too long. */
  String objectText(int limit) {
    int start = offset();
    int end = text.objectEnd(start, Math.min(text.end(), start + limit));
    return end < 0 ? "" : text.part(start, end);
  }

  /** Checks that only white space follows the root value. */
  void end() {
    finish();
    int offset = (int) parser.currentLocation().getCharOffset();
    while (offset < text.end() && isWhiteSpace(text.charAt(offset))) {
      offset++;
    }
    if (offset < text.end()) {
      throw problems.stop(
          ProblemCode.TRAILING_CONTENT,
          text.at(offset),
          "the text continues after the end of the JSON value; there must be only one value");
    }
  }

  /** Reads the current string to its end. The parser reads strings lazily. */
  private void finish() {
    try {
      parser.finishToken();
    } catch (JacksonException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the parser's buffers and its symbol table to the factory, for reuse. */
  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private PolicySyntaxException malformed(JacksonException e) {
    int at = (int) e.getLocation().getCharOffset();
    int offset = Math.max(0, Math.min(at, text.end()));
    SyntaxDiagnosis diagnosis = new SyntaxDiagnosis(text, parser.getParsingContext(), offset);
    String message =
        isUnterminatedString(e)
            ? "the text ends inside a string; a `\"` is missing"
            : diagnosis.message(parser.currentToken() == JsonToken.FIELD_NAME);
    return problems.stop(ProblemCode.MALFORMED_JSON, text.at(diagnosis.offset(), path), message);
  }

  private static boolean isUnterminatedString(JacksonException e) {
    return e instanceof JsonEOFException end
        && (end.getTokenBeingDecoded() == JsonToken.VALUE_STRING
            || end.getTokenBeingDecoded() == JsonToken.FIELD_NAME);
  }
}
