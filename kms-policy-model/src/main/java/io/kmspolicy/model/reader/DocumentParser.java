package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.JsonCursor.Wanted;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;

/** Reads one policy document (rules 1.1-1.3). */
final class DocumentParser {

  private static final List<String> MEMBERS = List.of("Version", "Id", "Statement");

  private final JsonCursor cursor;
  private final StatementParser parser;
  private PolicyVersion version = PolicyVersion.UNSTATED;
  private Label id = Label.absent();
  private final List<Statement> statements = new ArrayList<>();

  private DocumentParser(JsonCursor cursor, PolicyType type, boolean hasOpaqueParts) {
    this.cursor = cursor;
    this.parser = new StatementParser(cursor, type, hasOpaqueParts);
  }

  /** Reads the document at the cursor. */
  static PolicyDocument parse(JsonCursor cursor, PolicyType type) {
    return parse(cursor, type, false);
  }

  /**
   * Reads the document at the cursor.
   *
   * @param hasOpaqueParts whether its source leaves values open
   */
  static PolicyDocument parse(JsonCursor cursor, PolicyType type, boolean hasOpaqueParts) {
    return new DocumentParser(cursor, type, hasOpaqueParts).document();
  }

  private PolicyDocument document() {
    int start = cursor.valueOffset();
    cursor
        .object("an object with a `Statement`", this::member)
        .filter(names -> !names.contains("Statement"))
        .ifPresent(
            names ->
                cursor.report(
                    ProblemCode.MISSING_MEMBER,
                    start,
                    "the policy has no `Statement`; it must have one, which may be an empty"
                        + " array"));
    return new PolicyDocument(version, id, statements);
  }

  private void member(String name) {
    switch (name) {
      case "Version" -> cursor.text("a string").ifPresent(this::version);
      case "Id" -> cursor.text("a string").ifPresent(text -> id = Label.of(text));
      case "Statement" -> cursor.oneOrMany(Wanted.OBJECTS, this::statement);
      default -> cursor.unknownMember(name, "a policy", MEMBERS);
    }
  }

  private void version(String text) {
    switch (text) {
      case "2012-10-17" -> version = PolicyVersion.V2012_10_17;
      case "2008-10-17" -> version = PolicyVersion.V2008_10_17;
      default ->
          cursor.report(
              ProblemCode.INVALID_VERSION,
              Quoting.quoteShort(text)
                  + " is not a version of the policy language; it must be `2012-10-17` or"
                  + " `2008-10-17`");
    }
  }

  private void statement(String expected) {
    parser.parse(expected, statements::add);
  }
}
