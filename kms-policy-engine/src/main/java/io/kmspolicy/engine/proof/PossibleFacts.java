package io.kmspolicy.engine.proof;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.ContextValue.Present;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of the condition keys of a request that AWS certainly could receive from one
 * caller. A proof is about more requests: where AWS does not say that a key has no other value, it
 * has any value there. A request that refutes a claim needs these values.
 */
final class PossibleFacts {

  private static final String TAG = "aws:principaltag/";
  private static final String CALLER_ACCOUNT = "kms:calleraccount";
  private static final String PATHS = "aws:principalorgpaths";
  private static final String ORGANIZATION = "aws:principalorgid";
  private static final int MAX_IDS = 8;
  private static final Pattern UNIQUE_ID = Pattern.compile("(AIDA|AROA)[A-Z0-9]+");

  /** The keys of users and roles, which a service that calls for itself lacks (rule 4.13). */
  private static final List<String> OF_MEMBERS =
      List.of(
          "aws:PrincipalArn",
          "aws:PrincipalAccount",
          "kms:CallerAccount",
          "aws:PrincipalOrgID",
          "aws:PrincipalOrgPaths",
          "aws:PrincipalType",
          "aws:username",
          "aws:userid",
          "aws:SourceIdentity",
          "aws:MultiFactorAuthPresent",
          "aws:MultiFactorAuthAge",
          "kms:ViaService");

  /** The keys of the calls of services for themselves (rule 4.13). */
  private static final List<String> OF_SERVICES =
      List.of(
          "aws:PrincipalServiceNamesList",
          "aws:SourceArn",
          "aws:SourceAccount",
          "aws:SourceOrgID",
          "aws:SourceOrgPaths");

  /** The keys that AWS sets when somebody takes a role, which no other caller has. */
  private static final List<String> OF_ROLE_SESSIONS =
      List.of(
          "aws:Ec2InstanceSourcePrivateIPv4",
          "aws:Ec2InstanceSourceVpc",
          "aws:FederatedProvider",
          "ec2:RoleDelivery",
          "ec2:SourceInstanceArn",
          "lambda:SourceFunctionArn",
          "ssm:SourceInstanceArn");

  private final Vocabulary vocabulary;

  PossibleFacts(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The facts of requests that AWS could receive, one for each unique id that policies compare.
   *
   * @param known what is known of every request of the class of the caller
   * @param isListed whether the resource is one key rather than a class of keys
   * @param hasAccount whether AWS lists {@code kms:CallerAccount} for the action
   */
  List<RequestContext> of(
      PairQuestion question, RequestContext known, boolean isListed, boolean hasAccount) {
    Caller caller = question.caller().example();
    RequestContext.Builder facts = known.toBuilder();
    CallerFacts.of(caller)
        .values()
        .forEach(
            (key, value) -> {
              if (!(value instanceof ContextValue.Unknown)) {
                facts.set(key, value);
              }
            });
    boolean isMember = caller instanceof AccountCaller;
    (isMember ? OF_SERVICES : OF_MEMBERS).forEach(key -> facts.set(key, ContextValue.absent()));
    if (!(caller instanceof RoleCaller)) {
      OF_ROLE_SESSIONS.forEach(key -> facts.set(key, ContextValue.absent()));
    }
    if (!isMember || caller instanceof RootUser) {
      vocabulary.testedKeys().stream()
          .filter(key -> key.startsWith(TAG))
          .forEach(key -> facts.set(key, ContextValue.absent()));
    }
    if (!hasAccount || known.get(CALLER_ACCOUNT) instanceof ContextValue.Absent) { // on an alias
      facts.set(CALLER_ACCOUNT, ContextValue.absent());
    }
    if (isListed && question.key() instanceof KmsResource.Key key) {
      facts.put("aws:RequestedRegion", key.region());
    }
    RequestContext all = facts.build();
    List<RequestContext> found = new ArrayList<>();
    for (String id : userIds(caller)) {
      found.add(all.toBuilder().put(CallerFacts.USER_ID, id).build());
    }
    return found.isEmpty() ? List.of(all) : found;
  }

  /** Values of {@code aws:userid} of a user or session; none if no test reads it. */
  private Set<String> userIds(Caller caller) {
    Set<String> ids = new LinkedHashSet<>();
    boolean isSession = caller instanceof RoleSession;
    if (!vocabulary.reads(CallerFacts.USER_ID) || !(isSession || caller instanceof IamUser)) {
      return ids;
    }
    String kind = isSession ? "AROA" : "AIDA";
    String suffix = caller instanceof RoleSession session ? ":" + session.sessionName() : "";
    ids.add(kind + "ANOTHEREXAMPLEID2" + suffix);
    for (Condition test : vocabulary.tests()) {
      for (ConditionValue value : test.values()) {
        Matcher id = UNIQUE_ID.matcher(value.text());
        boolean isId = test.key().equalsIgnoreCase(CallerFacts.USER_ID) && id.lookingAt();
        if (isId && id.group().startsWith(kind) && ids.size() < MAX_IDS) {
          ids.add(id.group() + suffix);
        }
      }
    }
    return ids;
  }

  /** Whether the paths of an organization are those of another one than the caller's. */
  static boolean contradicts(ConditionContext context) {
    return context.get(PATHS) instanceof Present paths
        && context.get(ORGANIZATION) instanceof Present organization
        && organization.values().stream()
            .noneMatch(id -> paths.values().stream().allMatch(path -> path.startsWith(id + "/")));
  }

  /**
   * The keys of a path that the facts of possible requests settle and that are not known of all
   * requests.
   */
  static Set<String> settledOf(
      Map<String, ContextValue> path, RequestContext known, RequestContext facts) {
    Set<String> keys = new LinkedHashSet<>(path.keySet());
    keys.removeIf(key -> facts.get(key).equals(known.get(key)));
    return keys;
  }
}
