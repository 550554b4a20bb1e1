package io.kmspolicy.model.json;

import io.kmspolicy.model.ActionElement;
import io.kmspolicy.model.ActionPattern;
import io.kmspolicy.model.ConditionBlock;
import io.kmspolicy.model.Effect;
import io.kmspolicy.model.Label;
import io.kmspolicy.model.PolicyType;
import io.kmspolicy.model.PrincipalElement;
import io.kmspolicy.model.ResourceElement;
import io.kmspolicy.model.ResourcePattern;
import io.kmspolicy.model.SourceLocation;
import io.kmspolicy.model.Statement;
import io.kmspolicy.model.json.JsonCursor.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one statement and checks that its type may have its elements (rules 1.4-1.6, 1.10). */
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

  private final JsonCursor cursor;
  private final PolicyType type;
  private final SourceLocation start;
  private Label sid = Label.absent();
  private Effect effect = Effect.DENY;
  private PrincipalElement principal = new PrincipalElement.Absent();
  private ActionElement action = new ActionElement.Absent();
  private ResourceElement resource = new ResourceElement.Absent();
  private ConditionBlock condition = ConditionBlock.none();
  private SourceLocation notPrincipal = SourceLocation.nowhere();
  private final Set<String> present = new MemberNames();

  private StatementParser(JsonCursor cursor, PolicyType type) {
    this.cursor = cursor;
    this.type = type;
    this.start = cursor.valueLocation();
  }

  /** Reads the statement at which the cursor stands. */
  static Statement parse(JsonCursor cursor, PolicyType type, String expected) {
    StatementParser parser = new StatementParser(cursor, type);
    cursor.object(expected, parser::member).ifPresent(names -> parser.check());
    return parser.statement();
  }

  private Statement statement() {
    return new Statement(sid, effect, principal, action, resource, condition, start);
  }

  private void member(String name) {
    String opposite = opposite(name);
    if (present.contains(opposite)) {
      cursor.conflict(name, opposite);
    }
    present.add(name);
    switch (name) {
      case "Sid" -> cursor.text("a string").ifPresent(text -> sid = Label.of(text));
      case "Effect" -> cursor.text("`Allow` or `Deny`").ifPresent(this::effect);
      case "Principal", "NotPrincipal" -> principal(name);
      case "Action" -> action = new ActionElement.Action(actions());
      case "NotAction" -> notAction();
      case "Resource" -> resource = new ResourceElement.Resource(resources());
      case "NotResource" -> resource = new ResourceElement.NotResource(resources());
      case "Condition" -> condition = ConditionParser.parse(cursor);
      default -> cursor.unknownMember(name, "a statement", MEMBERS);
    }
  }

  /** The element that must not stand beside this one, or an empty text if all may. */
  private static String opposite(String name) {
    return switch (name) {
      case "Principal", "Action", "Resource" -> "Not" + name;
      case "NotPrincipal", "NotAction", "NotResource" -> name.substring("Not".length());
      default -> "";
    };
  }

  private void effect(String text) {
    switch (text) {
      case "Allow" -> effect = Effect.ALLOW;
      case "Deny" -> effect = Effect.DENY;
      default ->
          cursor.report(
              ProblemCode.INVALID_EFFECT,
              Wording.quote(text)
                  + " is no effect; it must be exactly `Allow` or `Deny`, letter case included");
    }
  }

  private void principal(String name) {
    if (!type.namesPrincipals()) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          PolicyTypes.aPolicy(type)
              + " has no "
              + Wording.quote(name)
              + "; it is about those it is attached to, so leave the element out");
    } else if (name.equals("Principal")) {
      principal = new PrincipalElement.Principal(PrincipalParser.parse(cursor, type));
    } else if (type == PolicyType.RESOURCE_CONTROL) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          "a resource control policy has no `NotPrincipal`; it must have `\"Principal\": \"*\"`");
    } else {
      notPrincipal = cursor.location();
      principal = new PrincipalElement.NotPrincipal(PrincipalParser.parse(cursor, type));
    }
  }

  private void notAction() {
    if (type == PolicyType.RESOURCE_CONTROL) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          "a resource control policy has no `NotAction`; list what it is about under `Action`");
    } else {
      action = new ActionElement.NotAction(actions());
    }
  }

  private List<ActionPattern> actions() {
    List<ActionPattern> patterns = new ArrayList<>();
    cursor.oneOrMore(
        Wanted.STRINGS,
        expected -> cursor.someText(expected).ifPresent(text -> add(patterns, text)));
    return patterns;
  }

  private void add(List<ActionPattern> patterns, String text) {
    if (ActionNames.isPattern(text)) {
      patterns.add(new ActionPattern(text, cursor.location()));
    } else {
      cursor.report(
          ProblemCode.INVALID_ACTION,
          Wording.quote(text)
              + " is no action; it must be `*`, or a service prefix, `:` and a name, such as"
              + " `kms:Decrypt`");
    }
  }

  private List<ResourcePattern> resources() {
    List<ResourcePattern> patterns = new ArrayList<>();
    cursor.oneOrMore(
        Wanted.STRINGS,
        expected ->
            cursor
                .someText(expected)
                .ifPresent(text -> patterns.add(new ResourcePattern(text, cursor.location()))));
    return patterns;
  }

  private void check() {
    if (!present.contains("Effect")) {
      missing("`Effect`; it must be `Allow` or `Deny`");
    }
    if (type != PolicyType.KEY) {
      requireOneOf("Action", "NotAction");
      requireOneOf("Resource", "NotResource");
    }
    if (type.namesPrincipals()) {
      requireOneOf("Principal", "NotPrincipal");
    }
    if (notPrincipal.isKnown() && effect == Effect.ALLOW) {
      cursor.report(
          ProblemCode.ELEMENT_NOT_ALLOWED,
          notPrincipal,
          "`NotPrincipal` may stand only beside `\"Effect\": \"Deny\"`; name the allowed callers"
              + " under `Principal`");
    }
  }

  private void requireOneOf(String plain, String negated) {
    if (!present.contains(plain) && !present.contains(negated)) {
      missing("`" + plain + "`; " + PolicyTypes.aPolicy(type) + " must have it in each statement");
    }
  }

  private void missing(String whatAndWhy) {
    cursor.report(ProblemCode.MISSING_MEMBER, start, "the statement has no " + whatAndWhy);
  }
}
