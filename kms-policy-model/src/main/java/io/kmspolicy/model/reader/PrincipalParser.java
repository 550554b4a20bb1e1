package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.JsonCursor.MemberReader;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Reads the values of {@code Principal} and {@code NotPrincipal} in one document (rules 1.7-1.9).
 */
final class PrincipalParser {

  private static final String EXPECTED =
      "`\"*\"` or an object such as `{\"AWS\": \"111122223333\"}`";
  private static final List<String> MEMBERS =
      List.of("AWS", "Service", "Federated", "CanonicalUser");

  private final JsonCursor cursor;
  private final PolicyType type;
  private final BiPredicate<String, String> opaque;
  private final MemberReader members = this::member;

  /** The names of the current element; reused for the next one. */
  private final List<PrincipalName> names = new ArrayList<>();

  /**
   * A parser.
   *
   * @param opaque whether the source leaves a name open, by its member and text; such a name is
   *     read elsewhere
   */
  PrincipalParser(JsonCursor cursor, PolicyType type, BiPredicate<String, String> opaque) {
    this.cursor = cursor;
    this.type = type;
    this.opaque = opaque;
  }

  /**
   * Reads the principal names at the cursor.
   *
   * @return a list that the next call overwrites
   */
  List<PrincipalName> parse() {
    names.clear();
    if (cursor.atString()) {
      cursor.text(EXPECTED).ifPresent(this::everyone);
    } else if (type == PolicyType.RESOURCE_CONTROL) {
      notEveryone();
    } else {
      map();
    }
    return names;
  }

  private void everyone(String text) {
    if (opaque.test("", text)) {
      return;
    }
    if (text.equals("*")) {
      names.add(new PrincipalName.Everyone());
    } else {
      cursor.report(
          ProblemCode.INVALID_PRINCIPAL,
          Quoting.quoteShort(text)
              + " does not state the type of the principal; it must be "
              + EXPECTED);
    }
  }

  private void notEveryone() {
    if (cursor.atObject()) {
      cursor.report(
          ProblemCode.INVALID_PRINCIPAL,
          "the `Principal` of a resource control policy must be `\"*\"`; use a `Condition` to"
              + " select callers");
      cursor.skip();
    } else {
      cursor.wrongType("`\"*\"`");
    }
  }

  private void map() {
    int start = cursor.valueOffset();
    cursor
        .object(EXPECTED, members)
        .filter(Set::isEmpty)
        .ifPresent(
            none ->
                cursor.report(
                    ProblemCode.EMPTY_VALUE,
                    start,
                    "the object is empty; it must name a principal"));
  }

  private void member(String kind) {
    if (MEMBERS.contains(kind)) {
      cursor.someTexts(text -> add(kind, text));
    } else {
      cursor.unknownMember(kind, "a principal object", MEMBERS);
    }
  }

  private void add(String kind, String text) {
    if (opaque.test(kind, text)) {
      return;
    }
    try {
      names.add(PrincipalName.parse(kind, text));
    } catch (InvalidNameException e) {
      cursor.report(ProblemCode.INVALID_PRINCIPAL, String.valueOf(e.getMessage()));
    }
  }
}
