package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.List;

/** Reads a named policy of a scenario. */
final class NamedPolicyParser {

  private static final List<String> MEMBERS = List.of("name", "document");

  private final JsonCursor cursor;
  private final PolicyType type;
  private final DocumentSource documents;
  private String name = "";
  private PolicyDocument document =
      new PolicyDocument(PolicyVersion.UNSTATED, Label.absent(), List.of());

  private NamedPolicyParser(JsonCursor cursor, PolicyType type, DocumentSource documents) {
    this.cursor = cursor;
    this.type = type;
    this.documents = documents;
  }

  /** Reads the policy at the cursor. */
  static NamedPolicy parse(JsonCursor cursor, PolicyType type, DocumentSource documents) {
    NamedPolicyParser parser = new NamedPolicyParser(cursor, type, documents);
    SourceLocation start = cursor.valueLocation();
    cursor
        .object("an object with `name` and `document`", parser::member)
        .ifPresent(
            names -> {
              cursor.require(names, start, "the policy", "name");
              cursor.require(names, start, "the policy", "document");
            });
    return new NamedPolicy(parser.name, parser.document);
  }

  private void member(String member) {
    switch (member) {
      case "name" -> cursor.someText("a string").ifPresent(text -> name = text);
      case "document" -> document = documents.read(cursor, type);
      default -> cursor.unknownMember(member, "a policy in a scenario", MEMBERS);
    }
  }
}
