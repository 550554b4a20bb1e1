package io.kmspolicy.model.json;

import io.kmspolicy.model.InvalidNameException;
import io.kmspolicy.model.PolicyType;
import io.kmspolicy.model.PrincipalName;
import io.kmspolicy.model.SourceLocation;
import io.kmspolicy.model.json.JsonCursor.Wanted;
import java.util.ArrayList;
import java.util.List;

/** Reads the value of {@code Principal} or {@code NotPrincipal} (rules 1.7-1.9). */
final class PrincipalParser {

  private static final String EXPECTED =
      "`\"*\"` or an object such as `{\"AWS\": \"111122223333\"}`";
  private static final List<String> MEMBERS =
      List.of("AWS", "Service", "Federated", "CanonicalUser");

  private final JsonCursor cursor;
  private final List<PrincipalName> names = new ArrayList<>();

  private PrincipalParser(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the names at which the cursor stands. */
  static List<PrincipalName> parse(JsonCursor cursor, PolicyType type) {
    PrincipalParser parser = new PrincipalParser(cursor);
    if (cursor.atString()) {
      cursor.text(EXPECTED).ifPresent(parser::everyone);
    } else if (type == PolicyType.RESOURCE_CONTROL) {
      parser.notEveryone();
    } else {
      parser.map();
    }
    return parser.names;
  }

  private void everyone(String text) {
    if (text.equals("*")) {
      names.add(new PrincipalName.Everyone());
    } else {
      cursor.report(
          ProblemCode.INVALID_PRINCIPAL,
          Wording.quote(text)
              + " does not say what kind of principal it is; it must be "
              + EXPECTED);
    }
  }

  private void notEveryone() {
    if (cursor.atObject()) {
      cursor.report(
          ProblemCode.INVALID_PRINCIPAL,
          "the `Principal` of a resource control policy must be `\"*\"`; use a `Condition` to pick"
              + " callers");
      cursor.skip();
    } else {
      cursor.wrongType("`\"*\"`");
    }
  }

  private void map() {
    SourceLocation start = cursor.valueLocation();
    cursor
        .object(EXPECTED, this::member)
        .filter(members -> members.isEmpty())
        .ifPresent(
            members ->
                cursor.report(
                    ProblemCode.EMPTY_VALUE, start, "the object is empty; it must name someone"));
  }

  private void member(String kind) {
    if (MEMBERS.contains(kind)) {
      cursor.oneOrMore(
          Wanted.STRINGS, expected -> cursor.someText(expected).ifPresent(text -> add(kind, text)));
    } else {
      cursor.unknownMember(kind, "a principal object", MEMBERS);
    }
  }

  private void add(String kind, String text) {
    try {
      names.add(PrincipalName.parse(kind, text));
    } catch (InvalidNameException e) {
      cursor.report(ProblemCode.INVALID_PRINCIPAL, String.valueOf(e.getMessage()));
    }
  }
}
