package io.kmspolicy.model.json;

import com.fasterxml.jackson.core.JsonToken;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A streaming cursor over one JSON text. It collects problems and continues after each of them.
 *
 * <p>Every method that reads starts at a member's name or at the first token of a value, and ends
 * at the last token of that value. A value of the wrong type is reported and skipped, and the
 * method returns empty. A parser may then continue with a placeholder, because {@link #read} throws
 * at the end and discards the result. Not thread-safe.
 */
public final class JsonCursor {

  /** Reads the value of one member. */
  public interface MemberReader {
    /**
     * Reads the value. If this method does not read it, the cursor skips it.
     *
     * @param name the member's name, which is the current token
     */
    public void read(String name);
  }

  /** A kind of value that may appear alone or in an array, with its descriptions for messages. */
  public enum Wanted {
    OBJECTS("an object", "an object or an array of objects"),
    STRINGS("a string", "a string or an array of strings"),
    SCALARS(
        "a string, a boolean or a number", "a string, a boolean, a number or an array of these");

    private final String element;
    private final String bare;

    Wanted(String element, String bare) {
      this.element = element;
      this.bare = bare;
    }

    /** The expected type of an element of the array. */
    String element() {
      return element;
    }

    /** The expected type of the whole: a single value or an array. */
    String bare() {
      return bare;
    }
  }

  private final JsonPath path;
  private final Problems problems;
  private final JsonTokens tokens;
  private JsonToken token;

  /**
   * The member names of each enclosing object, outermost first. Sets at and above {@link #objects}
   * are free for reuse.
   */
  private final List<MemberNames> names = new ArrayList<>();

  /** The number of enclosing objects. */
  private int objects;

  private JsonCursor(JsonPath path, Problems problems, JsonTokens tokens) {
    this.path = path;
    this.problems = problems;
    this.tokens = tokens;
    this.token = tokens.next();
  }

  /**
   * Reads a whole text.
   *
   * @param root the description of the text in messages, such as {@code the policy}
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public static <T> T read(SourceText text, String root, Function<JsonCursor, T> parser) {
    JsonPath path = new JsonPath(root);
    Problems problems = new Problems();
    try (JsonTokens tokens = new JsonTokens(text, path, problems)) {
      T value = parser.apply(new JsonCursor(path, problems, tokens));
      tokens.end();
      problems.throwIfAny();
      return value;
    }
  }

  /** The location of the current name or value. */
  public SourceLocation location() {
    return tokens.location();
  }

  /** Moves from a member's name to its value. Does nothing at a value. */
  void toValue() {
    if (token == JsonToken.FIELD_NAME) {
      token = tokens.next();
    }
  }

  public boolean atObject() {
    toValue();
    return token == JsonToken.START_OBJECT;
  }

  public boolean atArray() {
    toValue();
    return token == JsonToken.START_ARRAY;
  }

  public boolean atString() {
    toValue();
    return token == JsonToken.VALUE_STRING;
  }

  /**
   * Reads an object. A duplicate member is reported and its second value is skipped.
   *
   * @param expected the description of the expected value in messages
   * @return the names of the members, valid until another object is read; empty if this is not an
   *     object
   */
  public Optional<Set<String>> object(String expected, MemberReader reader) {
    if (!atObject()) {
      wrongType(expected);
      return Optional.empty();
    }
    if (objects == names.size()) {
      names.add(new MemberNames());
    }
    MemberNames members = names.get(objects++);
    members.clear();
    token = tokens.next();
    while (token != JsonToken.END_OBJECT) {
      member(members, reader);
      token = tokens.next();
    }
    objects--;
    return Optional.of(members);
  }

  /** Whether the current object already had a member of this name. */
  public boolean hasMember(String name) {
    return names.get(objects - 1).contains(name);
  }

  private void member(MemberNames members, MemberReader reader) {
    String name = tokens.text();
    if (!isValidText(name)) {
      skip();
      return;
    }
    path.enterMember(name);
    if (members.add(name)) {
      reader.read(name);
    } else {
      report(
          ProblemCode.DUPLICATE_MEMBER,
          Quoting.quoteShort(name) + " occurs twice in one object; remove one of them");
    }
    if (token == JsonToken.FIELD_NAME) {
      skip();
    }
    path.leave();
  }

  /**
   * Reads an array.
   *
   * @param expected the description of the expected value in messages
   * @return the number of elements, or empty if this is not an array
   */
  public Optional<Integer> array(String expected, Runnable element) {
    if (!atArray()) {
      wrongType(expected);
      return Optional.empty();
    }
    int count = 0;
    token = tokens.next();
    while (token != JsonToken.END_ARRAY) {
      path.enterElement(count++);
      element.run();
      path.leave();
      token = tokens.next();
    }
    return Optional.of(count);
  }

  /** Reads a single value, or an array of any number of values. */
  public void oneOrMany(Wanted wanted, Consumer<String> value) {
    if (atArray()) {
      array(wanted.bare(), () -> value.accept(wanted.element()));
    } else {
      value.accept(wanted.bare());
    }
  }

  /** Reads a non-empty array. */
  public void moreThanNone(String expected, Runnable value) {
    int start = valueOffset();
    if (array(expected, value).orElse(1) == 0) {
      report(ProblemCode.EMPTY_VALUE, start, path.subject() + " is empty; it must have a value");
    }
  }

  /** Reads a single string, or a non-empty array of strings. Each string must be non-empty. */
  public void someTexts(Consumer<String> use) {
    if (!atArray()) {
      someText(Wanted.STRINGS.bare()).ifPresent(use);
      return;
    }
    moreThanNone(Wanted.STRINGS.bare(), () -> someText(Wanted.STRINGS.element()).ifPresent(use));
  }

  /** Reads a string. */
  public Optional<String> text(String expected) {
    if (!atString()) {
      wrongType(expected);
      return Optional.empty();
    }
    String text = tokens.text();
    return isValidText(text) ? Optional.of(text) : Optional.empty();
  }

  /** Reads a non-empty string. */
  public Optional<String> someText(String expected) {
    Optional<String> text = text(expected);
    if (text.isPresent() && text.get().isEmpty()) {
      report(
          ProblemCode.EMPTY_VALUE,
          path.subject() + " is empty; it must have at least one character");
      return Optional.empty();
    }
    return text;
  }

  /** Reads a string, a boolean or a number in its original spelling (rule 1.11). */
  public Optional<ConditionValue> scalar(String expected) {
    toValue();
    if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      wrongType(expected);
      return Optional.empty();
    }
    String text = tokens.text();
    if (!isValidText(text)) {
      return Optional.empty();
    }
    ConditionValue.Form form =
        token == JsonToken.VALUE_STRING
            ? ConditionValue.Form.STRING
            : token.isBoolean() ? ConditionValue.Form.BOOLEAN : ConditionValue.Form.NUMBER;
    return Optional.of(new ConditionValue(text, form));
  }

  /** Reads a boolean. */
  public Optional<Boolean> flag(String expected) {
    toValue();
    if (!token.isBoolean()) {
      wrongType(expected);
      return Optional.empty();
    }
    return Optional.of(token == JsonToken.VALUE_TRUE);
  }

  /** The location of the value. Moves from a member's name to its value first. */
  public SourceLocation valueLocation() {
    toValue();
    return location();
  }

  /** The offset of the value, for {@link #report(ProblemCode, int, String)}. */
  public int valueOffset() {
    toValue();
    return tokens.offset();
  }

  /**
   * The text of the object at the cursor, which is not read. Empty if this is no object, if it has
   * no end, or if it is longer than the limit.
   */
  public String objectText(int limit) {
    return atObject() ? tokens.objectText(limit) : "";
  }

  /** The number of problems so far. */
  public int problemCount() {
    return problems.count();
  }

  /** Moves to the end of the value. */
  public void skip() {
    toValue();
    tokens.skip(token);
    if (token.isStructStart()) {
      token = token == JsonToken.START_OBJECT ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    }
  }

  /** Reports a problem at the current name or value. */
  public void report(ProblemCode code, String message) {
    report(code, location(), message);
  }

  /** Reports a problem with the value that was read last, at its {@link #valueOffset}. */
  public void report(ProblemCode code, int offset, String message) {
    report(code, tokens.location(offset), message);
  }

  /** Reports a problem at another location. */
  public void report(ProblemCode code, SourceLocation location, String message) {
    problems.add(code, location, message);
  }

  /** Reports a member that excludes another member of the same object. */
  public void conflict(String name, String excluded) {
    report(
        ProblemCode.CONFLICTING_MEMBERS,
        Quoting.quoteShort(name)
            + " cannot be combined with "
            + Quoting.quoteShort(excluded)
            + "; remove one of them");
  }

  /** Reports a missing member, unless {@code names} contains it. */
  public void require(Set<String> names, SourceLocation start, String owner, String member) {
    if (!names.contains(member)) {
      report(
          ProblemCode.MISSING_MEMBER,
          start,
          owner + " has no " + Quoting.quoteShort(member) + "; it must have one");
    }
  }

  /** Reports that the value has the wrong type, and skips it. */
  public void wrongType(String expected) {
    toValue();
    boolean isNull = token == JsonToken.VALUE_NULL;
    report(
        isNull ? ProblemCode.NULL_VALUE : ProblemCode.WRONG_TYPE,
        path.subject() + " must be " + expected + ", not " + describe(token));
    skip();
  }

  /** Reports a member that this kind of object cannot have. */
  public void unknownMember(String name, String owner, Collection<String> known) {
    String advice =
        Suggestions.nearest(name, known)
            .map(word -> "did you mean " + Quoting.quoteShort(word) + "?")
            .orElseGet(() -> "it has " + Listing.allOf(known));
    report(
        ProblemCode.UNKNOWN_MEMBER,
        owner + " has no member " + Quoting.quoteShort(name) + "; " + advice);
  }

  private static String describe(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "`null`";
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("no value begins with " + token);
    };
  }

  private boolean isValidText(String text) {
    if (text.length() > JsonLimits.VALUE_CHARACTERS) {
      report(
          ProblemCode.LIMIT_EXCEEDED,
          "a name or value may have at most " + JsonLimits.VALUE_CHARACTERS + " characters");
      return false;
    }
    if (!tokens.isPlain() && hasLoneSurrogate(text)) {
      report(
          ProblemCode.INVALID_ENCODING,
          "an unpaired surrogate is not a character; escape both halves of the pair or write it");
      return false;
    }
    return true;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return hasLoneSurrogate(text, i);
      }
    }
    return false;
  }

  private static boolean hasLoneSurrogate(String text, int from) {
    int i = from;
    while (i < text.length()) {
      int point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        return true;
      }
      i += Character.charCount(point);
    }
    return false;
  }
}
