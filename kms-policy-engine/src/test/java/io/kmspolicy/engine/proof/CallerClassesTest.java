package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.engine.match.ListedNames;
import io.kmspolicy.engine.match.PrincipalIndex;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.Caller.ServicePrincipal;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The classes of callers beside the callers of a small world: accounts that policies name and that
 * none names, with users, sessions of roles and of service-linked roles, federated sessions, and
 * services. A caller that is in no class is one that a proof overlooks.
 */
class CallerClassesTest {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final ConditionMatcher TESTS =
      new ConditionMatchers(CATALOGUE).reading(MatchResult.NO_MATCH);
  private static final String OWNER = "111122223333";
  private static final String OTHER = "444455556666";

  /** The first account that stands for those that nobody names, two others, and the next one. */
  private static final List<String> ACCOUNTS =
      List.of(OWNER, OTHER, "123456789012", "555500001111", "999900001111", "123456789013");

  private static final List<String> PRINCIPALS =
      List.of(
          "'*'",
          "{'AWS':'111122223333'}",
          "{'AWS':'444455556666'}",
          "{'AWS':'arn:aws:iam::123456789012:root'}",
          "{'AWS':'arn:aws:iam::111122223333:user/alice'}",
          "{'AWS':'arn:aws:iam::111122223333:user/ops/bob'}",
          "{'AWS':'arn:aws:iam::444455556666:user/another'}",
          "{'AWS':'arn:aws-cn:iam::111122223333:user/another'}",
          "{'AWS':'arn:aws:iam::111122223333:role/App'}",
          "{'AWS':'arn:aws:iam::111122223333:role/ops/App'}",
          "{'AWS':'arn:aws:iam::444455556666:role/another'}",
          "{'AWS':'arn:aws:sts::111122223333:assumed-role/App/one'}",
          "{'AWS':'arn:aws:sts::111122223333:assumed-role/App/another'}",
          "{'AWS':'arn:aws:sts::444455556666:assumed-role/another/another'}",
          "{'AWS':'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/one'}",
          "{'AWS':'arn:aws:sts::111122223333:federated-user/fay'}",
          "{'AWS':'arn:aws:sts::444455556666:federated-user/another'}",
          "{'AWS':'AIDA1234567890EXAMPLE'}",
          "{'Service':'s3.amazonaws.com'}",
          "{'Service':'another.amazonaws.com'}");

  /** Tests that have one result for all callers of an account that is not named. */
  private static final List<String> TESTS_OF_NAMED =
      List.of(
          "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/App'}",
          "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:*'}",
          "'ArnNotLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/ops/*'}",
          "'StringLike':{'aws:PrincipalArn':'arn:aws:iam::*:user/al*'}",
          "'StringEquals':{'aws:PrincipalArn':'arn:aws:iam::111122223333:root'}",
          "'StringLike':{'aws:PrincipalArn':'*/another'}",
          "'StringNotLike':{'aws:PrincipalArn':'*:role/aws-service-role/*'}",
          "'StringLike':{'aws:PrincipalArn':'*.amazonaws.com/AWSServiceRoleForX'}",
          "'ArnLike':{'aws:PrincipalArn':'arn:aws:sts::*:federated-user/f?y'}",
          "'StringEquals':{'aws:PrincipalArn':'arn:aws:sts::444455556666:federated-user/gus'}",
          "'StringLike':{'aws:PrincipalArn':'arn:aws:iam::444455556666:user/*'}",
          "'StringEquals':{'kms:CallerAccount':'444455556666'}",
          "'StringNotEquals':{'aws:PrincipalAccount':['111122223333','999900001111']}",
          "'Null':{'aws:PrincipalArn':'true'}",
          "'StringEquals':{'aws:PrincipalType':'FederatedUser'}",
          "'StringEquals':{'aws:PrincipalServiceName':'s3.amazonaws.com'}",
          "'StringLike':{'aws:PrincipalServiceName':['logs.*','another.*']}",
          "'Bool':{'aws:PrincipalIsAWSService':'false'}",
          "'Null':{'aws:PrincipalServiceName':'true'}");

  /** Tests that may divide the accounts that are not named. */
  private static final List<String> TESTS_OF_OTHERS =
      List.of(
          "'StringLike':{'aws:PrincipalArn':'arn:aws:iam::5*:user/*'}",
          "'StringLike':{'kms:CallerAccount':'????0000*'}",
          "'NumericLessThan':{'aws:PrincipalAccount':'500000000000'}",
          "'StringLike':{'aws:SourceArn':'${aws:PrincipalArn}'}",
          "'StringEquals':{'aws:SourceAccount':'${aws:PrincipalAccount}'}",
          "'StringEquals':{'aws:PrincipalArn':'arn:aws:iam::${aws:SourceAccount}:root'}");

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static PolicyDocument policy(List<String> statements) {
    return PolicyReader.forType(PolicyType.KEY)
        .read(
            ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
                .replace('\'', '"'));
  }

  private static String statement(String effect, String principal, String condition) {
    return "{'Effect':'"
        + effect
        + "',"
        + principal
        + ",'Action':'kms:Decrypt','Resource':'*'"
        + (condition.isEmpty() ? "" : ",'Condition':{" + condition + "}")
        + "}";
  }

  private static PolicyDocument policy(Random random, List<String> tests) {
    List<String> statements = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      boolean not = random.nextInt(6) == 0;
      statements.add(
          statement(
              not ? "Deny" : "Allow",
              "'" + (not ? "NotPrincipal" : "Principal") + "':" + pick(random, PRINCIPALS),
              random.nextInt(3) == 0 ? "" : pick(random, tests)));
    }
    return policy(statements);
  }

  private static KeyPolicies key(PolicyDocument policy) {
    return new KeyPolicies(
        PolicyLayer.of(new NamedPolicy("p", policy)),
        GrantLayer.none(),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }

  private static PrincipalPolicies own(String name) {
    return new PrincipalPolicies(
        PolicyLayer.of(new NamedPolicy(name, policy(List.of()))),
        PolicyLayer.none(),
        PolicyLayer.none(),
        OrganizationLayer.none(),
        PolicyLayer.none());
  }

  /** Some callers with policies of their own. */
  private static Map<Caller, PrincipalPolicies> listed(Random random) {
    List<Caller> some =
        List.of(
            new IamUser("aws", OWNER, "alice"),
            new IamUser("aws", OTHER, "zed"),
            new AnyRoleSession("aws", OWNER, "App", new RolePath.Known("/ops/")),
            new AnyRoleSession("aws", OWNER, "App", RolePath.unknown()),
            new AnyRoleSession("aws", OTHER, "another", RolePath.root()),
            new ServicePrincipal("logs.amazonaws.com"));
    Map<Caller, PrincipalPolicies> listed = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Caller one = pick(random, some);
      // Names of roles are unique in an account.
      boolean isOther =
          listed.keySet().stream()
              .noneMatch(
                  known ->
                      known instanceof RoleCaller
                          && known.arn().endsWith("/App")
                          && one.arn().endsWith("/App"));
      if (isOther) {
        listed.put(one, own(one.toString()));
      }
    }
    return listed;
  }

  private static List<Caller> callers() {
    List<Caller> callers = new ArrayList<>();
    for (String account : ACCOUNTS) {
      callers.add(new RootUser("aws", account));
      for (String user : List.of("alice", "ops/bob", "another", "zed", "al")) {
        callers.add(new IamUser("aws", account, user));
      }
      for (String role : List.of("App", "another", "Other", "AWSServiceRoleForX")) {
        for (String path : List.of("/", "/ops/", "/x/")) {
          for (String name : List.of("one", "another", "two")) {
            callers.add(new RoleSession("aws", account, role, name, new RolePath.Known(path)));
          }
        }
      }
      for (String role : List.of("AWSServiceRoleForX", "AWSServiceRoleForAnother")) {
        for (String name : List.of("one", "two")) {
          RolePath path = new RolePath.Known("/aws-service-role/x.amazonaws.com/");
          callers.add(new RoleSession("aws", account, role, name, path));
        }
      }
      for (String name : List.of("fay", "gus", "another", "al")) {
        for (String user : List.of("alice", "ops/bob", "another", "zed")) {
          callers.add(new FederatedUser("aws", account, name, new FederatingUser.Named(user)));
        }
      }
    }
    for (String name : List.of("s3", "another", "logs", "x")) {
      callers.add(new ServicePrincipal(name + ".amazonaws.com"));
    }
    callers.add(new ServicePrincipal("logs.x"));
    return callers;
  }

  private static final List<String> OF_CALLERS =
      List.of(
          "aws:PrincipalArn",
          "aws:PrincipalAccount",
          "kms:CallerAccount",
          "aws:PrincipalType",
          "aws:PrincipalIsAWSService",
          "aws:PrincipalServiceName",
          "aws:username",
          "aws:userid");

  /** The keys that AWS sets for a caller (rule 4.15), written without the prover's classes. */
  private static RequestContext facts(Caller caller) {
    RequestContext.Builder facts = RequestContext.builder().unknown("*");
    if (caller instanceof ServicePrincipal service) {
      for (String key :
          List.of("aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalType", "aws:userid")) {
        facts.set(key, ContextValue.absent()); // rule 6.11
      }
      return facts
          .put("aws:PrincipalIsAWSService", "true")
          .put("aws:PrincipalServiceName", service.name())
          .build();
    }
    AccountCaller member = (AccountCaller) caller;
    return facts
        .put("aws:PrincipalArn", principalArn(member))
        .put("aws:PrincipalAccount", member.accountId())
        .put("kms:CallerAccount", member.accountId())
        .put("aws:PrincipalType", type(member))
        .put("aws:PrincipalIsAWSService", "false")
        .set("aws:PrincipalServiceName", ContextValue.absent())
        .build();
  }

  private static String principalArn(AccountCaller caller) {
    return caller instanceof RoleCaller role ? role.roleArn().orElseThrow() : caller.arn();
  }

  private static String type(AccountCaller caller) {
    if (caller instanceof RootUser) {
      return "Account";
    }
    if (caller instanceof IamUser) {
      return "User";
    }
    return caller instanceof RoleCaller ? "AssumedRole" : "FederatedUser";
  }

  /** What policies can tell about a caller. */
  private record Signature(List<Object> plain, List<Forms> names, List<MatchResult> tests) {

    /** Whether the same is known of both, or this is open where it may differ. */
    boolean covers(Signature other) {
      boolean same = plain.equals(other.plain);
      for (int i = 0; same && i < names.size(); i++) {
        Forms mine = names.get(i);
        Forms its = other.names.get(i);
        same =
            covers(mine.direct(), its.direct())
                && covers(mine.role(), its.role())
                && covers(mine.account(), its.account());
      }
      for (int i = 0; same && i < tests.size(); i++) {
        same = covers(tests.get(i), other.tests.get(i));
      }
      return same;
    }

    private static boolean covers(MatchResult mine, MatchResult its) {
      return mine == its || mine == MatchResult.INDETERMINATE;
    }
  }

  /** A small world: policies of a key and of listed callers. */
  private record World(PolicyState state, PolicyDocument policy, Set<Caller> listed) {

    static World of(Random random, List<String> tests) {
      PolicyDocument policy = CallerClassesTest.policy(random, tests);
      return of(policy, CallerClassesTest.listed(random));
    }

    static World of(PolicyDocument policy, Map<Caller, PrincipalPolicies> listed) {
      PolicyState state = new PolicyState(listed, Map.of());
      return new World(state, policy, listed.keySet());
    }

    List<CallerClass> classes() {
      Vocabulary vocabulary = new Vocabulary();
      vocabulary.add(state);
      vocabulary.add(key(policy));
      ListedNames existing = new ListedNames(listed, List.of());
      return CallerClasses.of(
          CATALOGUE, vocabulary, "aws", listed, Set.of(), existing, Set.of(OWNER));
    }

    Signature signature(Caller caller, RequestContext facts, String text) {
      List<Object> plain = new ArrayList<>();
      plain.add(caller.getClass());
      plain.add(state.policiesOf(caller).orElseGet(PrincipalPolicies::unknown));
      if (caller instanceof AccountCaller member) {
        plain.add(text.contains(member.accountId()) ? member.accountId() : "not named");
      }
      List<Forms> names = new ArrayList<>();
      List<MatchResult> tests = new ArrayList<>();
      tests.add(isServiceLinked(caller));
      PrincipalMatcher principals = new PrincipalMatcher(caller);
      for (Statement one : policy.statements()) {
        for (MatchResult limit : List.of(MatchResult.MATCH, MatchResult.NO_MATCH)) {
          names.add(
              principals.match(
                  one.principal(), PrincipalIndex.NONE, limit, MatchResult.INDETERMINATE));
        }
        for (PrincipalName name : one.principal().names()) {
          names.add(principals.match(name));
        }
        for (Condition test : one.condition().tests()) {
          tests.add(TESTS.match(test, PolicyType.IDENTITY, true, facts));
          for (String account : List.of(OWNER, "999900001111")) {
            RequestContext related =
                facts.toBuilder()
                    .put("aws:SourceAccount", account)
                    .put("aws:SourceArn", "arn:aws:iam::" + account + ":user/zed")
                    .build();
            tests.add(TESTS.match(test, PolicyType.IDENTITY, true, related));
          }
        }
      }
      return new Signature(plain, names, tests);
    }

    private static MatchResult isServiceLinked(Caller caller) {
      if (!(caller instanceof RoleCaller role)) {
        return MatchResult.NO_MATCH;
      }
      return role.path() instanceof RolePath.Known path
          ? MatchResult.of(path.text().startsWith("/aws-service-role/"))
          : MatchResult.INDETERMINATE;
    }

    /** Whether a caller can exist: names of users and roles are unique in an account. */
    boolean canExist(Caller caller) {
      if (caller instanceof IamUser user) {
        return listed.contains(user)
            || listed.stream()
                .noneMatch(
                    one ->
                        one instanceof IamUser other
                            && other.withoutPath().equals(user.withoutPath()));
      }
      return !(caller instanceof RoleSession session)
          || listed.stream()
              .noneMatch(
                  one ->
                      one instanceof RoleCaller role
                          && role.accountId().equals(session.accountId())
                          && role.roleName().equals(session.roleName())
                          && role.path() instanceof RolePath.Known
                          && !role.path().equals(session.path()));
    }
  }

  private static void assertCovered(World world, List<CallerClass> classes) {
    String text = world.policy() + " " + world.listed() + " " + OWNER;
    Set<Signature> known = new LinkedHashSet<>();
    for (CallerClass one : classes) {
      RequestContext facts =
          RequestFacts.of(
                  CallerFacts.of(one.example()), "kms:Decrypt", ResourceFacts.of(SmallWorld.KEY))
              .stating(one.open())
              .of(OF_CALLERS);
      known.add(world.signature(one.example(), facts, text));
    }
    for (Caller caller : callers()) {
      if (world.canExist(caller)) {
        Signature asked = world.signature(caller, facts(caller), text);
        assertThat(known.contains(asked) || known.stream().anyMatch(one -> one.covers(asked)))
            .as("%s under %s", caller, text)
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("Every caller is in a class whose example every principal and test treats alike")
  void of_randomPolicies_coverEveryCaller() {
    List<String> tests = new ArrayList<>(TESTS_OF_NAMED);
    tests.addAll(TESTS_OF_OTHERS);
    for (long seed = 1; seed <= 150; seed++) {
      World world = World.of(new Random(seed), tests);
      assertCovered(world, world.classes());
    }
  }

  @Test
  @DisplayName(
      "No class is one of namesakes of listed users and roles, unless a principal names it")
  void of_randomPolicies_haveNoNamesakes() {
    List<String> tests = new ArrayList<>(TESTS_OF_NAMED);
    tests.addAll(TESTS_OF_OTHERS);
    for (long seed = 1; seed <= 150; seed++) {
      World world = World.of(new Random(seed), tests);
      for (CallerClass one : world.classes()) {
        boolean isNamed = world.policy().toString().contains(one.arn());
        assertThat(world.canExist(one.example()) || isNamed || one.ofSameName().isPresent())
            .as("seed %d: %s under %s", seed, one.name(), world.policy())
            .isTrue();
      }
    }
  }

  @Test
  @DisplayName("Where no test divides accounts that nobody names, all keys of a caller are known")
  void of_testsOfNamedAccounts_leaveNothingLoose() {
    for (long seed = 1; seed <= 60; seed++) {
      World world = World.of(new Random(seed), TESTS_OF_NAMED);
      for (CallerClass one : world.classes()) {
        boolean isHidden =
            one.example() instanceof RoleSession session
                && session.path() instanceof RolePath.Unknown;
        assertThat(one.loose())
            .as("%s under %s", one.name(), world.policy())
            .hasSize(isHidden ? 1 : 0);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "StringLike, *, false",
    "StringLike, *role/App, false",
    "StringLike, 7*, true",
    "StringLike, *7?, true",
    "StringLike, *7, true",
    "StringLike, ?7, true",
    "StringLike, *:aws:iam::777788889999:user/bob, true",
    "StringLike, ?rn:aws:iam::777788889999:user/bob, true",
    "StringLike, arn:aws:iam:1:*, false",
    "StringEquals, arn:aws:iam::777788889999:user/bob, false",
    "StringLike, *:user/bob1, true",
    "StringLike, arn:aws:iam::*:user/bob1, false",
    "StringLike, arn:aws:iam::*:user/bob1*, false",
    "StringLike, arn:aws:iam::777788889999:user/*, false",
    "StringLike, arn:aws:iam::7777*:user/*, true",
    "StringLike, arn:*:iam::777788889999:user/bob, true",
    "ArnLike, arn:*:iam::777788889999:user/bob, false",
    "StringLike, a?n:aws:iam::*:user/bob1, true",
    "ArnLike, arn:aws:iam::7777*:user/bob, true",
    "NumericEquals, 777788889999, true",
    "Null, true, false"
  })
  @DisplayName("A pattern leaves accounts that nobody names undivided, or their keys are unknown")
  void of_patternsOfAccounts_decideWhetherOthersAreLoose(
      String operator, String value, boolean isLoose) {
    String test = "'" + operator + "':{'aws:PrincipalArn':'" + value + "'}";
    World world = World.of(policy(List.of(statement("Allow", "'Principal':'*'", test))), Map.of());

    List<CallerClass> classes = world.classes();

    assertThat(classes)
        .filteredOn(one -> one.example().equals(new RootUser("aws", "123456789012")))
        .singleElement()
        .extracting(one -> one.loose().isEmpty())
        .isEqualTo(!isLoose);
    assertCovered(world, classes);
  }

  @Test
  @DisplayName("1.7: accounts, sessions and services that stand for others have names of their own")
  void of_namesThatPoliciesUse_areTakenByNoOther() {
    String named =
        "'Principal':{'AWS':['arn:aws:iam::123456789012:role/App',"
            + "'arn:aws:sts::123456789012:assumed-role/App/another'],"
            + "'Service':'another.amazonaws.com'}";
    World world = World.of(policy(List.of(statement("Allow", named, ""))), Map.of());

    List<Caller> examples = world.classes().stream().map(CallerClass::example).toList();

    assertThat(examples)
        .contains(
            new RootUser("aws", "123456789012"),
            new RootUser("aws", "123456789013"),
            new ServicePrincipal("another.amazonaws.com"),
            new ServicePrincipal("yet-another.amazonaws.com"));
    assertThat(examples)
        .filteredOn(RoleSession.class::isInstance)
        .extracting(one -> ((RoleSession) one).sessionName())
        .contains("another", "another-one")
        .doesNotContain("");
  }
}
