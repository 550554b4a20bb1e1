package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.JsonCursor.MemberReader;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the statements of one document in order. Checks that the policy type permits their elements
 * (rules 1.4-1.6, 1.10). One parser is reused for all statements.
 */
final class StatementParser {

  private static final List<String> MEMBERS =
      List.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private static final Label NO_LABEL = Label.absent();
  private static final PrincipalElement NO_PRINCIPAL = new PrincipalElement.Absent();
  private static final ActionElement NO_ACTION = new ActionElement.Absent();
  private static final ResourceElement NO_RESOURCE = new ResourceElement.Absent();

  private final JsonCursor cursor;
  private final PolicyType type;
  private final boolean hasOpaqueParts;
  private final OpaqueElements opaque = new OpaqueElements();
  private final PrincipalParser principals;
  private final ConditionParser conditions;
  private final MemberReader members = this::member;

  /** Reused for each element; the model copies the list. */
  private final List<ActionPattern> actions = new ArrayList<>();

  private final List<ResourcePattern> resources = new ArrayList<>();

  private SourceLocation start = SourceLocation.nowhere();
  private Label sid = NO_LABEL;
  private Effect effect = Effect.DENY;
  private PrincipalElement principal = NO_PRINCIPAL;
  private ActionElement action = NO_ACTION;
  private ResourceElement resource = NO_RESOURCE;
  private ConditionBlock condition = ConditionBlock.none();
  private SourceLocation notPrincipal = SourceLocation.nowhere();

  /**
   * A parser.
   *
   * @param hasOpaqueParts whether the source of the document leaves values open
   */
  StatementParser(JsonCursor cursor, PolicyType type, boolean hasOpaqueParts) {
    this.cursor = cursor;
    this.type = type;
    this.hasOpaqueParts = hasOpaqueParts;
    this.principals = new PrincipalParser(cursor, type, this::isOpaqueName);
    this.conditions = new ConditionParser(cursor);
  }

  /** Reads the statement at the cursor; one with opaque parts is read as its bounds. */
  void parse(String expected, Consumer<Statement> statements) {
    start = cursor.valueLocation();
    if (hasOpaqueParts && cursor.atString()) {
      unknown(expected, statements);
      return;
    }
    opaque.clear();
    sid = NO_LABEL;
    effect = Effect.DENY;
    principal = NO_PRINCIPAL;
    action = NO_ACTION;
    resource = NO_RESOURCE;
    condition = ConditionBlock.none();
    notPrincipal = SourceLocation.nowhere();
    cursor.object(expected, members).ifPresent(this::check);
    Statement read = new Statement(sid, effect, principal, action, resource, condition, start);
    if (hasOpaqueParts) {
      new OpaqueStatement(type, read, opaque).addTo(statements);
    } else {
      statements.accept(read);
    }
  }

  private void unknown(String expected, Consumer<Statement> statements) {
    String text = cursor.text(expected).orElse("");
    if (OpaqueText.in(text)) {
      OpaqueStatement.addUnknown(type, text, start, statements);
    } else {
      cursor.report(ProblemCode.WRONG_TYPE, "a statement must be " + expected + ", not a string");
    }
  }

  private boolean isOpaque(String text) {
    return hasOpaqueParts && OpaqueText.in(text);
  }

  private boolean isOpaqueName(String member, String text) {
    boolean is = isOpaque(text);
    if (is) {
      opaque.addName(member, text);
    }
    return is;
  }

  private void member(String name) {
    String opposite = opposite(name);
    if (!opposite.isEmpty() && cursor.hasMember(opposite)) {
      cursor.conflict(name, opposite);
    }
    switch (name) {
      case "Sid" -> cursor.text("a string").ifPresent(this::sid);
      case "Effect" -> cursor.text("`Allow` or `Deny`").ifPresent(this::effect);
      case "Principal", "NotPrincipal" -> principal(name);
      case "Action" -> action = new ActionElement.Action(actions());
      case "NotAction" -> notAction();
      case "Resource" -> resource = new ResourceElement.Resource(resources());
      case "NotResource" -> resource = new ResourceElement.NotResource(resources());
      case "Condition" -> condition();
      default -> cursor.unknownMember(name, "a statement", MEMBERS);
    }
  }

  private void sid(String text) {
    sid = Label.of(isOpaque(text) ? OpaqueText.shown(text) : text);
  }

  private void condition() {
    if (hasOpaqueParts && cursor.atString()) {
      cursor.text("an object of condition operators").ifPresent(opaque::setCondition);
    } else {
      condition = conditions.parse();
    }
  }

  /** The element that this one excludes, or an empty text if it excludes none. */
  private static String opposite(String name) {
    return switch (name) {
      case "Principal" -> "NotPrincipal";
      case "NotPrincipal" -> "Principal";
      case "Action" -> "NotAction";
      case "NotAction" -> "Action";
      case "Resource" -> "NotResource";
      case "NotResource" -> "Resource";
      default -> "";
    };
  }

  private void effect(String text) {
    if (isOpaque(text)) {
      opaque.setEffect(text);
      return;
    }
    switch (text) {
      case "Allow" -> effect = Effect.ALLOW;
      case "Deny" -> effect = Effect.DENY;
      default ->
          cursor.report(
              ProblemCode.INVALID_EFFECT,
              Quoting.quoteShort(text)
                  + " is not an effect; it must be exactly `Allow` or `Deny`, letter case"
                  + " included");
    }
  }

  private void principal(String name) {
    if (!type.namesPrincipals()) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          PolicyTypes.withArticle(type)
              + " has no "
              + Quoting.quoteShort(name)
              + "; it applies where it is attached, so remove the element");
    } else if (name.equals("Principal")) {
      principal = new PrincipalElement.Principal(principals.parse());
    } else if (type == PolicyType.RESOURCE_CONTROL) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          "a resource control policy has no `NotPrincipal`; it must have `\"Principal\": \"*\"`");
    } else {
      notPrincipal = cursor.location();
      principal = new PrincipalElement.NotPrincipal(principals.parse());
    }
  }

  private void notAction() {
    if (type == PolicyType.RESOURCE_CONTROL) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          "a resource control policy has no `NotAction`; list the actions under `Action`");
    } else {
      action = new ActionElement.NotAction(actions());
    }
  }

  private List<ActionPattern> actions() {
    actions.clear();
    cursor.someTexts(this::addAction);
    return actions;
  }

  private void addAction(String text) {
    if (ActionNames.isPattern(text) || isOpaque(text)) {
      actions.add(new ActionPattern(text, cursor.location()));
    } else {
      cursor.report(
          ProblemCode.INVALID_ACTION,
          Quoting.quoteShort(text)
              + " is not an action; it must be `*`, or a service prefix, `:` and a name, such as"
              + " `kms:Decrypt`");
    }
  }

  private List<ResourcePattern> resources() {
    resources.clear();
    cursor.someTexts(text -> resources.add(new ResourcePattern(text, cursor.location())));
    return resources;
  }

  private void check(Set<String> present) {
    if (!present.contains("Effect")) {
      missing("`Effect`; it must be `Allow` or `Deny`");
    }
    if (type != PolicyType.KEY) {
      requireOneOf(present, "Action", "NotAction");
      requireOneOf(present, "Resource", "NotResource");
    }
    if (type.namesPrincipals()) {
      requireOneOf(present, "Principal", "NotPrincipal");
    }
    if (notPrincipal.isKnown() && effect == Effect.ALLOW) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          notPrincipal,
          "`NotPrincipal` is allowed only with `\"Effect\": \"Deny\"`; name the allowed callers"
              + " under `Principal`");
    }
  }

  private void requireOneOf(Set<String> present, String plain, String negated) {
    if (!present.contains(plain) && !present.contains(negated)) {
      missing(
          "`" + plain + "`; " + PolicyTypes.withArticle(type) + " must have it in each statement");
    }
  }

  private void missing(String whatAndWhy) {
    cursor.report(ProblemCode.MISSING_MEMBER, start, "the statement has no " + whatAndWhy);
  }
}
