package io.kmspolicy.engine.facts;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.Caller.ServicePrincipal;
import io.kmspolicy.model.request.ContextValue;
import java.util.Optional;

/**
 * What is known of a caller, and the condition keys that follow from it (rules 4.13, 4.15, 6.11).
 * Immutable.
 *
 * @param caller the caller, or one of those that the question is about; the path of a role that is
 *     known is part of it
 * @param identity how much of the caller is known
 * @param tags the caller's tags
 * @param organization the organization of the caller's account; empty if it is not known
 * @param uniqueId the unique id of the user, or of the role of a session; empty if it is not known
 */
public record CallerFacts(
    Caller caller,
    Identity identity,
    Tags tags,
    Optional<String> organization,
    Optional<String> uniqueId) {

  private static final String TAG = "aws:principaltag/";

  /** How much of a caller is known. */
  public enum Identity {
    /** The caller, but for what the caller itself leaves open, such as the path of a role. */
    KNOWN,
    /** A user whose path is not known. */
    WITHOUT_PATH,
    /** Any caller of the account. */
    ACCOUNT,
    /** Any caller of any account, or any service. */
    KIND
  }

  /**
   * Whether a condition key is a tag of the caller.
   *
   * @param name the key in lower case
   */
  public static boolean isTag(String name) {
    return name.startsWith(TAG) && name.length() > TAG.length();
  }

  /** One caller of whom nothing else is known. */
  public static CallerFacts of(Caller caller) {
    return new CallerFacts(
        caller, Identity.KNOWN, Tags.unknown(), Optional.empty(), Optional.empty());
  }

  /** The same with tags. */
  public CallerFacts tagged(Tags known) {
    return new CallerFacts(caller, identity, known, organization, uniqueId);
  }

  /** The same in an organization. */
  public CallerFacts in(Optional<String> known) {
    return new CallerFacts(caller, identity, tags, known, uniqueId);
  }

  /** The same with the unique id of the user, or of the role of a session. */
  public CallerFacts identifiedBy(Optional<String> known) {
    return new CallerFacts(caller, identity, tags, organization, known);
  }

  /** The same with as much of the caller known. */
  public CallerFacts known(Identity much) {
    return new CallerFacts(caller, much, tags, organization, uniqueId);
  }

  /**
   * The same for requests that these policies decide: of a service for which they may have another
   * name, the name is not known (rule 4.13).
   */
  public CallerFacts among(PolicySet policies) {
    return caller instanceof ServicePrincipal service
            && ServiceNames.in(policies).anyMatch(service::mayAlsoBe)
        ? known(Identity.KIND)
        : this;
  }

  /** Whether a service calls for itself; it has no account (rule 4.13). */
  boolean isService() {
    return caller instanceof ServicePrincipal;
  }

  /**
   * The value of a condition key that the caller determines; unknown if it does not.
   *
   * @param name the key in lower case
   */
  public ContextValue get(String name) {
    if (isTag(name)) {
      return caller instanceof AccountCaller
          ? tags.get(name.substring(TAG.length()))
          : ContextValue.unknown();
    }
    DerivedKey key = DerivedKey.of(name);
    return key == null ? ContextValue.unknown() : get(key);
  }

  ContextValue get(DerivedKey key) {
    return caller instanceof AccountCaller member ? ofMember(key, member) : ofService(key);
  }

  private ContextValue ofMember(DerivedKey key, AccountCaller member) {
    return switch (key) {
      case PRINCIPAL_ARN ->
          identity == Identity.KNOWN ? arn(member) : ContextValue.presentUnknown();
      case PRINCIPAL_ACCOUNT, CALLER_ACCOUNT ->
          identity == Identity.KIND
              ? ContextValue.presentUnknown()
              : ContextValue.of(member.accountId());
      case PRINCIPAL_TYPE ->
          isOne() ? ContextValue.of(type(member)) : ContextValue.presentUnknown();
      case PRINCIPAL_IS_AWS_SERVICE -> ContextValue.of("false");
      case PRINCIPAL_SERVICE_NAME -> ContextValue.absent();
      case USER_NAME -> isOne() ? userName(member) : ContextValue.unknown();
      case USER_ID -> isOne() ? userId(member) : ContextValue.presentUnknown();
      case PRINCIPAL_ORG_ID -> organization.map(ContextValue::of).orElse(ContextValue.unknown());
      default -> ContextValue.unknown();
    };
  }

  private boolean isOne() {
    return identity == Identity.KNOWN || identity == Identity.WITHOUT_PATH;
  }

  /** A service that calls for itself belongs to no account and no organization (rule 4.13). */
  private ContextValue ofService(DerivedKey key) {
    return switch (key) {
      case PRINCIPAL_IS_AWS_SERVICE -> ContextValue.of("true");
      case PRINCIPAL_SERVICE_NAME ->
          identity == Identity.KNOWN
              ? ContextValue.of(caller.arn())
              : ContextValue.presentUnknown();
      case PRINCIPAL_ARN,
          PRINCIPAL_ACCOUNT,
          PRINCIPAL_TYPE,
          PRINCIPAL_ORG_ID,
          PRINCIPAL_ORG_PATHS,
          USER_ID,
          USER_NAME,
          VIA_SERVICE ->
          ContextValue.absent();
      default -> ContextValue.unknown();
    };
  }

  /** For a role session the ARN of the role with its path (rule 4.15). */
  private static ContextValue arn(AccountCaller member) {
    return member instanceof RoleCaller session
        ? ContextValue.roleArnOf(session)
        : ContextValue.of(member.arn());
  }

  private static String type(AccountCaller member) {
    if (member instanceof RootUser) {
      return "Account";
    }
    if (member instanceof IamUser) {
      return "User";
    }
    return member instanceof FederatedUser ? "FederatedUser" : "AssumedRole";
  }

  private static ContextValue userName(AccountCaller member) {
    return member instanceof IamUser user
        ? ContextValue.of(user.userName())
        : ContextValue.absent();
  }

  /**
   * A user has its unique id, and a session that of its role and its own name; no name tells these
   * ids. The session of a federated user has its account and name.
   *
   * @see <a href="https://repost.aws/knowledge-center/iam-policy-variables-federated">Policy
   *     variables with federated users</a>
   */
  private ContextValue userId(AccountCaller member) {
    if (member instanceof FederatedUser session) {
      return ContextValue.of(session.accountId() + ":" + session.name());
    }
    if (uniqueId.isPresent() && member instanceof RoleSession session) {
      return ContextValue.of(uniqueId.get() + ":" + session.sessionName());
    }
    if (uniqueId.isPresent() && member instanceof IamUser) {
      return ContextValue.of(uniqueId.get());
    }
    return member instanceof RootUser
        ? ContextValue.of(member.accountId())
        : ContextValue.presentUnknown();
  }
}
