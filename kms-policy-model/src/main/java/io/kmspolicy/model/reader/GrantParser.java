package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads one entry of a list of grants (rules 5.6-5.9). */
final class GrantParser {

  static final List<String> MEMBERS =
      List.of(
          "GrantId",
          "Name",
          "KeyId",
          "GranteePrincipal",
          "GranteeServicePrincipal",
          "RetiringPrincipal",
          "RetiringServicePrincipal",
          "Operations",
          "Constraints",
          "IssuingAccount",
          "CreationDate");

  private static final List<String> CONSTRAINTS =
      List.of("EncryptionContextEquals", "EncryptionContextSubset", "SourceArn");

  /** Pairs of members that exclude each excluded, in both directions. */
  private static final Map<String, String> EXCLUDED =
      Map.of(
          "GranteePrincipal", "GranteeServicePrincipal",
          "GranteeServicePrincipal", "GranteePrincipal",
          "RetiringPrincipal", "RetiringServicePrincipal",
          "RetiringServicePrincipal", "RetiringPrincipal",
          "EncryptionContextEquals", "EncryptionContextSubset",
          "EncryptionContextSubset", "EncryptionContextEquals");

  private final JsonCursor cursor;
  private final Set<String> present = new HashSet<>();
  private String grantId = "";
  private String name = "";
  private String keyId = "";
  private GrantPrincipal grantee = new GrantPrincipal.Nobody();
  private GrantPrincipal retiring = new GrantPrincipal.Nobody();
  private final List<String> operations = new ArrayList<>();
  private ContextConstraint context = new ContextConstraint.None();
  private String sourceArn = "";
  private String issuingAccount = "";
  private String creationDate = "";

  GrantParser(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the entry at the cursor. */
  static Grant parse(JsonCursor cursor) {
    GrantParser parser = new GrantParser(cursor);
    SourceLocation start = cursor.valueLocation();
    cursor.object("an object", parser::member).ifPresent(names -> parser.check(names, start));
    return parser.grant();
  }

  Grant grant() {
    return new Grant(
        grantId,
        name,
        keyId,
        grantee,
        retiring,
        operations,
        new GrantConstraints(context, sourceArn),
        issuingAccount,
        creationDate);
  }

  void member(String member) {
    conflict(member);
    switch (member) {
      case "GrantId" -> nonEmptyText(text -> grantId = text);
      case "Name" -> cursor.text("a string").ifPresent(text -> name = text);
      case "KeyId" -> nonEmptyText(text -> keyId = text);
      case "GranteePrincipal" -> nonEmptyText(text -> grantee = new GrantPrincipal.Principal(text));
      case "GranteeServicePrincipal" ->
          nonEmptyText(text -> grantee = new GrantPrincipal.ServicePrincipal(text));
      case "RetiringPrincipal" ->
          nonEmptyText(text -> retiring = new GrantPrincipal.Principal(text));
      case "RetiringServicePrincipal" ->
          nonEmptyText(text -> retiring = new GrantPrincipal.ServicePrincipal(text));
      case "Operations" -> cursor.moreThanNone("an array of strings", this::operation);
      case "Constraints" -> constraints();
      case "IssuingAccount" -> nonEmptyText(this::issuingAccount);
      case "CreationDate" ->
          cursor.scalar("a string or a number").ifPresent(value -> creationDate = value.text());
      default -> cursor.unknownMember(member, "a grant", MEMBERS);
    }
  }

  /**
   * Reports a second form of the grantee, the retiring principal or the encryption context
   * constraint.
   */
  private void conflict(String member) {
    String excluded = EXCLUDED.getOrDefault(member, "");
    if (present.contains(excluded)) {
      cursor.conflict(member, excluded);
    }
    present.add(member);
  }

  private void nonEmptyText(Consumer<String> consumer) {
    cursor.someText("a string").ifPresent(consumer);
  }

  private void operation() {
    nonEmptyText(
        text -> {
          operations.add(text);
          if (!ActionNames.isWord(text)) {
            cursor.report(
                ProblemCode.INVALID_VALUE,
                Quoting.quoteShort(text)
                    + " is not a grant operation; it must be a bare name such as `Decrypt`");
          }
        });
  }

  private void issuingAccount(String text) {
    boolean isRoot =
        Arn.parse(text)
            .filter(arn -> arn.service().equals("iam") && arn.resource().equals("root"))
            .filter(arn -> Arn.isAccountId(arn.accountId()))
            .isPresent();
    if (isRoot || Arn.isAccountId(text)) {
      issuingAccount = text;
    } else {
      cursor.report(
          ProblemCode.INVALID_VALUE,
          Quoting.quoteShort(text)
              + " is not an account; it must be twelve digits or an ARN such as"
              + " `arn:aws:iam::111122223333:root`");
    }
  }

  private void constraints() {
    cursor.object("an object", this::constraint);
  }

  private void constraint(String member) {
    conflict(member);
    switch (member) {
      case "EncryptionContextEquals" -> context = new ContextConstraint.EqualTo(pairs());
      case "EncryptionContextSubset" -> context = new ContextConstraint.Containing(pairs());
      case "SourceArn" -> nonEmptyText(text -> sourceArn = text);
      default -> cursor.unknownMember(member, "`Constraints`", CONSTRAINTS);
    }
  }

  private Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    cursor.object(
        "an object of strings",
        key -> cursor.text("a string").ifPresent(value -> pairs.put(key, value)));
    return pairs;
  }

  void check(Set<String> names, SourceLocation start) {
    if (!names.contains("GranteePrincipal") && !names.contains("GranteeServicePrincipal")) {
      missing(start, "`GranteePrincipal`; a grant must have a grantee");
    }
    if (!names.contains("Operations")) {
      missing(start, "`Operations`; a grant must list its operations");
    }
  }

  private void missing(SourceLocation start, String whatAndWhy) {
    cursor.report(ProblemCode.MISSING_MEMBER, start, "the grant has no " + whatAndWhy);
  }
}
