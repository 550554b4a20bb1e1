package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads grants in each supported format: a response, an array of entries, or one entry. */
final class GrantListParser {

  private static final List<String> MEMBERS =
      List.of("Grants", "Truncated", "NextMarker", "NextToken");

  private final JsonCursor cursor;
  private final List<Grant> grants = new ArrayList<>();
  private final GrantParser entry;

  private GrantListParser(JsonCursor cursor) {
    this.cursor = cursor;
    this.entry = new GrantParser(cursor);
  }

  /** Reads the grants at the cursor. */
  static List<Grant> parse(JsonCursor cursor) {
    GrantListParser parser = new GrantListParser(cursor);
    if (cursor.atArray()) {
      parser.entries();
    } else {
      parser.object();
    }
    return parser.grants;
  }

  private void entries() {
    cursor.array("an array of grants", () -> grants.add(GrantParser.parse(cursor)));
  }

  private void object() {
    SourceLocation start = cursor.valueLocation();
    cursor
        .object("an object or an array of grants", this::member)
        .ifPresent(names -> check(names, start));
  }

  private void member(String name) {
    switch (name) {
      case "Grants" -> entries();
      case "Truncated" -> truncated();
      case "NextMarker", "NextToken" -> incomplete();
      default -> entry.member(name);
    }
  }

  private void truncated() {
    cursor.flag("`false`").filter(truncated -> truncated).ifPresent(truncated -> incomplete());
  }

  private void incomplete() {
    cursor.report(
        ProblemCode.INCOMPLETE_LIST,
        "the list is one page of several; read the other pages and merge their" + " `Grants`");
  }

  private void check(Set<String> names, SourceLocation start) {
    if (names.stream().noneMatch(MEMBERS::contains)) {
      entry.check(names, start);
      grants.add(entry.grant());
    } else if (!names.contains("Grants")) {
      cursor.report(
          ProblemCode.MISSING_MEMBER,
          start,
          "the response has no `Grants`; it must have this member, which may be an empty array");
    } else if (!MEMBERS.containsAll(names)) {
      cursor.report(
          ProblemCode.CONFLICTING_MEMBERS,
          start,
          "the object is a response and a grant at once; a response has only "
              + Listing.allOf(MEMBERS));
    }
  }
}
