package io.kmspolicy.engine.report;

import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/** Renders why the principal element of a statement matches the caller or does not. */
public final class PrincipalText {

  /** The name, in explanations, of the unknown path of a session's role. */
  public static final String ROLE_PATH = "the path of the caller's role";

  /** The name, in explanations, of the unknown session name of a role. */
  public static final String SESSION_NAME = "the name of the caller's session";

  /** The name, in explanations, of the unknown user of a federated session. */
  public static final String FEDERATING_USER = "the user behind the federated session";

  /** The name, in explanations, of the unknown presence of a permissions boundary. */
  static final String BOUNDARY = "whether a permissions boundary is attached";

  private static final String PART = "principal";

  private final Caller caller;
  private final PrincipalMatcher matcher;
  private final ConditionContext context;

  PrincipalText(Caller caller, ConditionContext context) {
    this.caller = caller;
    this.context = context;
    this.matcher = new PrincipalMatcher(caller);
  }

  /**
   * A trace of the principal element.
   *
   * @param forms how it matched, merged over the cases of the permissions boundary
   */
  ElementTrace describe(PrincipalElement element, PolicyType type, Forms forms) {
    if (element instanceof PrincipalElement.Principal listed) {
      return describe(listed, type, forms);
    }
    if (element instanceof PrincipalElement.NotPrincipal excluded) {
      return describeExcluded(excluded, forms);
    }
    return ElementTrace.of(
        PART, MatchResult.MATCH, RedactableText.of("whoever the policy is attached to"));
  }

  private ElementTrace describe(PrincipalElement.Principal element, PolicyType type, Forms forms) {
    List<PrincipalName> names = element.names();
    RedactableText named = RedactableText.of("names ").and(texts(names));
    if (forms.any().isMatch()) {
      ElementTrace trace = ElementTrace.of(PART, MatchResult.MATCH, named.and(how(forms)));
      boolean indirect = !forms.direct().isMatch() && type == PolicyType.VPC_ENDPOINT;
      return indirect ? trace.basedOn(UnofficialRule.ENDPOINT_PRINCIPALS) : trace;
    }
    if (forms.any().isNoMatch()) {
      return ElementTrace.of(PART, MatchResult.NO_MATCH, named.and("; ").and(callerIs(names)));
    }
    Forms own = matcher.match(element, MatchResult.NO_MATCH, context);
    return own.any().isMatch()
        ? ElementTrace.open(PART, named, UndocumentedRule.ENDPOINT_ROLE_DENY)
        : open(element, named);
  }

  private static String how(Forms forms) {
    if (forms.direct().isMatch()) {
      return ", the caller among them";
    }
    return forms.role().isMatch() ? ", who is behind the caller" : ", the caller's account";
  }

  private RedactableText callerIs(List<PrincipalName> names) {
    if (names.size() == 1) {
      PrincipalName name = names.get(0);
      if (name instanceof PrincipalName.DeletedIdentity) {
        return RedactableText.of("that is the id of another user or role (rule 1.8)");
      }
      if (name instanceof PrincipalName.FederatedProvider) {
        return RedactableText.of("such a name may match sessions only (rule 1.7)");
      }
      if (name instanceof PrincipalName.CanonicalUser) {
        return RedactableText.of("such a name matches no caller of KMS (rule 1.7)");
      }
    }
    return RedactableText.of("the caller is " + description());
  }

  /** The caller's ARN, with the role's ARN for a session whose role path is known. */
  private String description() {
    if (caller instanceof AnyRoleSession any) {
      return "some session of " + any.arn();
    }
    return caller instanceof RoleSession session
        ? session.arn() + session.roleArn().map(role -> ", a session of " + role).orElse("")
        : caller.arn();
  }

  /** The unknown attributes of the caller that its ARN does not contain. */
  static List<String> unknownAttributes(Caller caller) {
    List<String> unknownAttributes = new ArrayList<>();
    if (caller instanceof RoleCaller session && session.path() instanceof RolePath.Unknown) {
      unknownAttributes.add(ROLE_PATH);
    }
    if (caller instanceof AnyRoleSession) {
      unknownAttributes.add(SESSION_NAME);
    }
    if (caller instanceof FederatedUser user
        && user.user() instanceof FederatingUser.Unidentified) {
      unknownAttributes.add(FEDERATING_USER);
    }
    return unknownAttributes;
  }

  private ElementTrace open(PrincipalElement element, RedactableText named) {
    List<String> ids = PrincipalMatcher.uniqueIds(element);
    if (matcher.isIdentifiedBy(ids, context) == MatchResult.INDETERMINATE) {
      RedactableText text = named.and("; the caller's unique id is not known (rule 1.8)");
      return ElementTrace.unknown(PART, text, List.of(PrincipalMatcher.USER_ID));
    }
    if (isOpenByProvider(element)) {
      return ElementTrace.open(PART, named, UndocumentedRule.FEDERATED_PROVIDER);
    }
    if (caller instanceof AnyRoleSession) {
      List<String> unknownAttributes = unknownAttributes(caller);
      String text = "; the caller is " + description() + "; not known: ";
      return ElementTrace.unknown(
          PART, named.and(text + String.join(", ", unknownAttributes)), unknownAttributes);
    }
    if (caller instanceof RoleSession) {
      RedactableText text =
          named.and("; the path of the role behind " + caller.arn() + " is not known");
      return ElementTrace.unknown(PART, text, List.of(ROLE_PATH));
    }
    if (caller instanceof FederatedUser) {
      RedactableText text =
          named.and("; the user behind " + caller.arn() + " is not known (rule 4.12)");
      return ElementTrace.unknown(PART, text, List.of(FEDERATING_USER));
    }
    return ElementTrace.open(PART, named, UndocumentedRule.EVERY_AWS_PRINCIPAL);
  }

  /** Whether only the name of an identity provider leaves the element indeterminate. */
  private boolean isOpenByProvider(PrincipalElement element) {
    boolean provider = false;
    for (PrincipalName name : element.names()) {
      if (matcher.match(name).any() == MatchResult.INDETERMINATE) {
        if (!(name instanceof PrincipalName.FederatedProvider)) {
          return false;
        }
        provider = true;
      }
    }
    return provider;
  }

  private ElementTrace describeExcluded(PrincipalElement.NotPrincipal excluded, Forms forms) {
    RedactableText named = RedactableText.of("`NotPrincipal` names ").and(texts(excluded.names()));
    Forms own =
        matcher.match(
            new PrincipalElement.Principal(excluded.names()), MatchResult.NO_MATCH, context);
    if (forms.any().isMatch()) {
      boolean byBoundary = !matcher.match(excluded, MatchResult.NO_MATCH, context).any().isMatch();
      String why =
          byBoundary
              ? "; a caller with a permissions boundary is never spared (rule 4.11)"
              : notSpared(own);
      return ElementTrace.of(PART, MatchResult.MATCH, named.and(why));
    }
    if (forms.any().isNoMatch()) {
      ElementTrace exempt =
          ElementTrace.of(PART, MatchResult.NO_MATCH, named.and(", which spares the caller"));
      boolean accountOnly = own.direct().or(own.role()).isNoMatch();
      return accountOnly ? exempt.basedOn(UnofficialRule.ACCOUNT_SPARED) : exempt;
    }
    return openExcluded(excluded, named, own);
  }

  private String notSpared(Forms own) {
    return own.any().isNoMatch()
        ? ", not the caller " + caller.arn()
        : "; the account spares nobody beside other names of the account (rule 4.11)";
  }

  private ElementTrace openExcluded(
      PrincipalElement.NotPrincipal excluded, RedactableText named, Forms own) {
    if (matcher.match(excluded, MatchResult.NO_MATCH, context).any().isNoMatch()) {
      RedactableText text = named.and("; " + BOUNDARY + " is not known (rule 4.11)");
      return ElementTrace.unknown(PART, text, List.of(BOUNDARY));
    }
    boolean unknownAttributes =
        own.role() == MatchResult.INDETERMINATE || own.direct() == MatchResult.INDETERMINATE;
    return unknownAttributes
        ? open(excluded, named)
        : ElementTrace.open(PART, named, UndocumentedRule.NOT_PRINCIPAL);
  }

  private static RedactableText texts(List<PrincipalName> names) {
    return RedactableText.listOf(names.stream().map(PrincipalText::text).toList());
  }

  private static String text(PrincipalName name) {
    if (name instanceof PrincipalName.Everyone) {
      return "everyone";
    }
    return name instanceof PrincipalName.EveryAwsPrincipal ? "everyone in AWS" : name.text();
  }
}
