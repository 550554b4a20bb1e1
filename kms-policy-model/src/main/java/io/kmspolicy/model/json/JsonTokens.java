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
 * The tokens of one text, with its limits. Reading ends at the first syntax error, because the
 * meaning of the rest is unknown. Not thread-safe.
 */
final class JsonTokens implements AutoCloseable {

  /** The limits are checked here, where a message can name them; those of the parser are off. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(constraints())
          .build();

  private final SourceText text;
  private final JsonPath path;
  private final Problems problems;

  /** By its class, which tells where a token begins without an object for each answer. */
  private final ParserBase parser;

  private int depth;

  JsonTokens(SourceText text, JsonPath path, Problems problems) {
    this.text = text;
    this.path = path;
    this.problems = problems;
    try {
      parser = (ParserBase) FACTORY.createParser(text.chars(), 0, text.end());
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
          "objects and arrays stand more than " + JsonLimits.DEPTH + " deep inside each other");
    }
  }

  /** Moves from the start of a value to its end. */
  void skip(JsonToken start) {
    if (start.isStructStart()) {
      int outside = depth - 1;
      while (depth > outside) {
        next();
      }
    }
  }

  /** The text of a string, a number or a word, or the name of a member. */
  String text() {
    try {
      return parser.getText();
    } catch (JacksonException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether the value that was read last is a string without escapes in a text without surrogates,
   * so that it has none either.
   */
  boolean isPlain() {
    try {
      return text.isPlain()
          && parser.currentToken() == JsonToken.VALUE_STRING
          && parser.getTextCharacters() == text.chars();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the token begins. */
  SourceLocation location() {
    if (!text.isPlain()) {
      return text.at(offset(), path);
    }
    if (parser.currentToken() == JsonToken.FIELD_NAME) {
      JsonLocation name = parser.currentTokenLocation();
      return text.atColumn(name.getLineNr(), name.getColumnNr(), path);
    }
    // The parser asks for the column when it is one character past the start of the token.
    return text.atColumn(parser.getTokenLineNr(), parser.getTokenColumnNr() - 1, path);
  }

  /** Where the token began at this offset, in the value to which the path leads now. */
  SourceLocation location(int offset) {
    return text.at(offset, path);
  }

  /** The offset at which the token begins: cheaper than a location that is needed in a problem. */
  int offset() {
    return parser.currentToken() == JsonToken.FIELD_NAME
        ? (int) parser.currentTokenLocation().getCharOffset()
        : (int) parser.getTokenCharacterOffset() - 1;
  }

  /** Sees to it that nothing but white space follows the root value. */
  void end() {
    finish();
    int offset = (int) parser.currentLocation().getCharOffset();
    while (offset < text.end() && isWhiteSpace(text.chars()[offset])) {
      offset++;
    }
    if (offset < text.end()) {
      throw problems.stop(
          ProblemCode.TRAILING_CONTENT,
          text.at(offset),
          "more follows the end of the JSON value; there must be one value only");
    }
  }

  /** Reads a string to its end, which the parser puts off. */
  private void finish() {
    try {
      parser.finishToken();
    } catch (JacksonException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the parser's buffers and its table of names back for the next text. */
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
    int reported = (int) e.getLocation().getCharOffset();
    int offset = Math.max(0, Math.min(reported, text.end()));
    SyntaxDiagnosis diagnosis = new SyntaxDiagnosis(text, parser.getParsingContext(), offset);
    String message =
        isUnfinishedText(e)
            ? "the text ends inside a string; a `\"` is missing"
            : diagnosis.message(parser.currentToken() == JsonToken.FIELD_NAME);
    return problems.stop(ProblemCode.MALFORMED_JSON, text.at(diagnosis.offset(), path), message);
  }

  private static boolean isUnfinishedText(JacksonException e) {
    return e instanceof JsonEOFException end
        && (end.getTokenBeingDecoded() == JsonToken.VALUE_STRING
            || end.getTokenBeingDecoded() == JsonToken.FIELD_NAME);
  }
}
