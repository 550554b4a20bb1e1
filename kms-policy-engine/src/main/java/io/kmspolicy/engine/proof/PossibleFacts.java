package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is known of the condition keys of a request that AWS certainly could receive from one
 * caller. A proof is about more requests: where AWS does not say that a key has no other value, it
 * has any value there. A request that refutes a claim needs these values.
 */
final class PossibleFacts {

  private static final String TAG = "aws:principaltag/";
  private static final String CALLER_ACCOUNT = DerivedKey.CALLER_ACCOUNT.keyName();
  private static final String USER_ID = DerivedKey.USER_ID.keyName();
  private static final String REGION = DerivedKey.REQUESTED_REGION.keyName();
  private static final String MULTI_REGION = DerivedKey.MULTI_REGION.keyName();

  private static final int MAX_IDS = 8;
  private static final Pattern UNIQUE_ID = Pattern.compile("(AIDA|AROA)[A-Z0-9]+");

  /** The keys of users and roles, which a service that calls for itself lacks (rule 4.13). */
  private static final List<String> OF_MEMBERS =
      List.of(
          CALLER_ACCOUNT,
          DerivedKey.PRINCIPAL_ORG_ID.keyName(),
          DerivedKey.PRINCIPAL_ORG_PATHS.keyName(),
          DerivedKey.USER_NAME.keyName(),
          "aws:sourceidentity",
          "aws:multifactorauthpresent",
          "aws:multifactorauthage",
          DerivedKey.VIA_SERVICE.keyName());

  /** The keys of the calls of services for themselves (rule 4.13). */
  private static final List<String> OF_SERVICES =
      List.of(
          "aws:principalservicenameslist",
          "aws:sourcearn",
          "aws:sourceaccount",
          "aws:sourceorgid",
          "aws:sourceorgpaths");

  /** The keys that AWS sets when somebody takes a role, which no other caller has. */
  private static final List<String> OF_ROLE_SESSIONS =
      List.of(
          "aws:ec2instancesourceprivateipv4",
          "aws:ec2instancesourcevpc",
          "aws:federatedprovider",
          "ec2:roledelivery",
          "ec2:sourceinstancearn",
          "lambda:sourcefunctionarn",
          "ssm:sourceinstancearn");

  /** Whether a service's own call has these is open (rules 4.13 and 6.11). */
  private static final List<String> OF_TRANSPORT =
      List.of(
          DerivedKey.SECURE_TRANSPORT.keyName(),
          DerivedKey.USER_AGENT.keyName(),
          DerivedKey.VIA_AWS_SERVICE.keyName());

  private final Vocabulary vocabulary;

  PossibleFacts(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The facts of requests that AWS could receive, one for each unique id that policies compare.
   *
   * @param request a request of the example of the class
   * @param known what is known of every request of the class of the caller
   * @param key the resource, if it is one key rather than one of a class of keys
   */
  List<RequestContext> of(
      CallerClass one, RequestFacts request, RequestContext known, KmsResource key) {
    Caller caller = one.example();
    RequestContext.Builder facts = known.toBuilder();
    for (String name : vocabulary.readKeys()) {
      ContextValue value = request.get(name);
      if (!(value instanceof ContextValue.Unknown) && isOfRequest(name, key)) {
        facts.set(name, value);
      }
    }
    boolean isMember = caller instanceof AccountCaller;
    (isMember ? OF_SERVICES : OF_MEMBERS).forEach(name -> facts.set(name, ContextValue.absent()));
    if (!(caller instanceof RoleCaller)) {
      OF_ROLE_SESSIONS.forEach(name -> facts.set(name, ContextValue.absent()));
    }
    if (!isMember || caller instanceof RootUser) {
      vocabulary.testedKeys().stream()
          .filter(name -> name.startsWith(TAG))
          .forEach(name -> facts.set(name, ContextValue.absent()));
    }
    if (request.get(CALLER_ACCOUNT) instanceof ContextValue.Unknown) { // rule 5.10
      facts.set(CALLER_ACCOUNT, ContextValue.absent());
    }
    RequestContext all = facts.build();
    List<RequestContext> found = new ArrayList<>();
    for (String id : userIds(caller)) {
      found.add(all.toBuilder().put(USER_ID, id).build());
    }
    return found.isEmpty() ? List.of(all) : found;
  }

  /**
   * The requests that AWS may send in place of one with the facts: each with and without each key
   * of a path of which AWS does not say whether the requests of the caller have it. None if there
   * is no such key.
   */
  static List<RequestContext> alternatives(
      Caller caller, Map<String, ContextValue> path, RequestContext facts) {
    if (caller instanceof AccountCaller) {
      return List.of();
    }
    List<String> open = OF_TRANSPORT.stream().filter(path::containsKey).toList();
    List<RequestContext> all = open.isEmpty() ? List.of() : List.of(facts);
    for (String key : open) {
      all =
          all.stream()
              .flatMap(
                  one ->
                      Stream.of(ContextValue.absent(), ContextValue.presentUnknown())
                          .map(value -> one.toBuilder().set(key, value).build()))
              .toList();
    }
    return all;
  }

  /** Whether a key of the resource is that of the requests, and not of one of a class of keys. */
  private static boolean isOfRequest(String name, KmsResource resource) {
    if (name.equals(REGION)) {
      return resource instanceof KmsResource.Key;
    }
    return !name.equals(MULTI_REGION)
        || (resource instanceof KmsResource.Key key && !UnnamedKey.is(key));
  }

  /** Values of {@code aws:userid} of a user or session; none if no test reads it. */
  private Set<String> userIds(Caller caller) {
    Set<String> ids = new LinkedHashSet<>();
    boolean isSession = caller instanceof RoleSession;
    if (!vocabulary.reads(USER_ID) || !(isSession || caller instanceof IamUser)) {
      return ids;
    }
    String kind = isSession ? "AROA" : "AIDA";
    String suffix = caller instanceof RoleSession session ? ":" + session.sessionName() : "";
    ids.add(kind + "ANOTHEREXAMPLEID2" + suffix);
    for (Condition test : vocabulary.tests()) {
      for (ConditionValue value : test.values()) {
        Matcher id = UNIQUE_ID.matcher(value.text());
        boolean isId = test.key().equalsIgnoreCase(USER_ID) && id.lookingAt();
        if (isId && id.group().startsWith(kind) && ids.size() < MAX_IDS) {
          ids.add(id.group() + suffix);
        }
      }
    }
    return ids;
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
