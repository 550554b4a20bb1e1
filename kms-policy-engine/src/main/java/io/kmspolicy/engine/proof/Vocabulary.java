package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.exact.MapEntries;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What policies and grants mention: principals, accounts, and tests of the context. */
final class Vocabulary {

  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9.-]+");
  private static final Pattern ACCOUNT_ID = Pattern.compile("[0-9]{12}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,64}");
  private static final int MAX_USER_NAMES = 20;
  private static final int MAX_SESSION_NAMES = 4;
  private static final Set<String> OF_THE_CALLER =
      Set.of(
          DerivedKey.PRINCIPAL_ARN.keyName(),
          DerivedKey.PRINCIPAL_ACCOUNT.keyName(),
          DerivedKey.CALLER_ACCOUNT.keyName());

  private static final String RESOURCE_ACCOUNT = DerivedKey.RESOURCE_ACCOUNT.keyName();
  private static final Set<String> ACCOUNTS_OF_THE_CALLER =
      Set.of(DerivedKey.PRINCIPAL_ACCOUNT.keyName(), DerivedKey.CALLER_ACCOUNT.keyName());

  private static Stream<String> usual() {
    return Stream.concat(
        Arrays.stream(DerivedKey.values()).map(DerivedKey::spelling),
        Stream.of(
            "aws:SourceArn",
            "kms:GrantOperations",
            "kms:GrantConstraintType",
            "kms:GrantConstraintSourceArn"));
  }

  private final Set<PrincipalName> principals = new LinkedHashSet<>();
  private final Set<ContextDependencies> dependencies = new LinkedHashSet<>();
  private final Set<Condition> callerTests = new LinkedHashSet<>();
  private final Set<String> accounts = new LinkedHashSet<>();
  private final Set<String> services = new LinkedHashSet<>();
  private final Set<String> testedKeys = new LinkedHashSet<>();
  private final Set<String> variables = new LinkedHashSet<>();
  private final Set<String> readByGrants = new HashSet<>();
  private final List<Condition> tests = new ArrayList<>();

  /** The spellings of keys in variables, by name in lower case. */
  private final Map<String, String> spellings = new HashMap<>();

  private final Set<ResourceClasses.Text> resources = new LinkedHashSet<>();

  /** An account that is not among some accounts. */
  static String accountBeside(Set<String> accounts) {
    long number = 123_456_789_012L;
    while (accounts.contains(Long.toString(number))) {
      number++;
    }
    return Long.toString(number);
  }

  void add(PolicyState state) {
    state.keys().forEach((key, policies) -> add(policies));
    state.callers().values().forEach(this::add);
    state.otherKeys().values().forEach(this::add);
    state.unlisted().all().forEach(this::add);
    KeyPolicies everyKey = state.everyKey();
    if (everyKey != null) {
      add(everyKey);
    }
  }

  void add(KeyPolicies policies) {
    add(PolicyType.KEY, policies.key());
    add(PolicyType.RESOURCE_CONTROL, policies.resourceControl());
    if (policies.grants() instanceof GrantLayer.Known known) {
      known.grants().forEach(this::add);
    }
  }

  void add(PrincipalPolicies policies) {
    add(PolicyType.IDENTITY, policies.identity());
    add(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary());
    add(PolicyType.SESSION, policies.session());
    add(PolicyType.SERVICE_CONTROL, policies.serviceControl());
    add(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint());
  }

  private void add(PolicyType type, PolicyLayer layer) {
    layer.known().forEach(policy -> add(type, policy));
  }

  private void add(PolicyType type, OrganizationLayer layer) {
    layer.known().forEach(policy -> add(type, policy));
  }

  private void add(Grant grant) {
    GrantConstraintMatcher.forEachText(grant, (key, unused) -> readByGrants.add(key));
    add(grant.grantee());
    add(grant.retiring());
    accountOf(grant.issuingAccount()).ifPresent(accounts::add);
  }

  private static Optional<String> accountOf(String text) {
    String account = Arn.parse(text).map(Arn::accountId).orElse(text);
    return Arn.isAccountId(account) ? Optional.of(account) : Optional.empty();
  }

  private void add(GrantPrincipal principal) {
    if (principal instanceof GrantPrincipal.ServicePrincipal service) {
      services.add(service.name());
    } else if (principal instanceof GrantPrincipal.Principal named) {
      try {
        add(PrincipalName.parse("AWS", named.text()));
      } catch (InvalidNameException unreadable) {
        // It may be anybody, which its match says.
      }
    }
  }

  private void add(PrincipalName name) {
    if (name instanceof PrincipalName.Service service) {
      services.add(service.name());
      return;
    }
    principals.add(name);
    if (name instanceof PrincipalName.Account account) {
      accounts.add(account.accountId());
    } else {
      accountOf(name.text()).ifPresent(accounts::add);
    }
  }

  private void add(PolicyType type, NamedPolicy policy) {
    boolean hasVariables = policy.document().version().hasVariables();
    for (Statement statement : policy.document().statements()) {
      statement.principal().names().forEach(this::add);
      List<Condition> block = statement.condition().tests();
      ContextDependencies one = ContextDependencies.of(statement, block, hasVariables);
      dependencies.add(one);
      one.patterns().forEach(pattern -> variables.addAll(variablesIn(pattern.text())));
      block.forEach(test -> add(test, hasVariables));
      statement
          .resource()
          .patterns()
          .forEach(
              pattern ->
                  resources.add(new ResourceClasses.Text(pattern.text(), hasVariables, type)));
    }
  }

  private List<String> variablesIn(String text) {
    List<String> names = new ArrayList<>();
    Matcher matcher = Pattern.compile("\\$\\{([^},]*)").matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1).strip();
      spellings.putIfAbsent(LetterCase.lowerCase(name), name);
      names.add(LetterCase.lowerCase(name));
    }
    return names;
  }

  private void add(Condition test, boolean hasVariables) {
    String key = LetterCase.lowerCase(test.key());
    tests.add(test);
    testedKeys.add(key);
    List<String> read = ConditionMatcher.variableKeys(test, hasVariables);
    if (!read.isEmpty()) {
      test.values().forEach(value -> variablesIn(value.text()));
    }
    testedKeys.addAll(read);
    variables.addAll(read);
    if (OF_THE_CALLER.contains(key)) {
      callerTests.add(test);
      for (ConditionValue value : test.values()) {
        Matcher matcher = ACCOUNT_ID.matcher(value.text());
        while (matcher.find()) {
          accounts.add(matcher.group());
        }
      }
    }
    if (key.equals(DerivedKey.PRINCIPAL_SERVICE_NAME.keyName())) {
      test.values().stream()
          .map(ConditionValue::text)
          .filter(text -> SERVICE.matcher(text).matches())
          .forEach(services::add);
    }
  }

  /** Divides callers by whether their ARN matches a pattern. */
  void addPrincipalPattern(String pattern) {
    Comparison comparison =
        RequestFilter.hasAllFields(pattern) ? Comparison.ARN_LIKE : Comparison.STRING_LIKE;
    Condition test =
        new Condition(
            ConditionOperator.plain(comparison),
            DerivedKey.PRINCIPAL_ARN.spelling(),
            List.of(ConditionValue.of(pattern)),
            SourceLocation.nowhere());
    dependencies.add(ContextDependencies.of(test));
    add(test, false);
    if (pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0) {
      return;
    }
    if (pattern.indexOf(':') < 0) {
      services.add(pattern);
    } else if (pattern.contains(":user/") || pattern.contains(":role/")) {
      add(new GrantPrincipal.Principal(pattern));
    }
  }

  Set<PrincipalName> principals() {
    return principals;
  }

  /** The users that principals name. */
  Set<IamUser> users() {
    Set<IamUser> users = new LinkedHashSet<>();
    for (PrincipalName name : principals) {
      if (name instanceof PrincipalName.User user) {
        users.add(new IamUser(user.partition(), user.accountId(), user.name()));
      }
    }
    return users;
  }

  Set<String> accounts() {
    return accounts;
  }

  Set<ResourceClasses.Text> resources() {
    return resources;
  }

  /**
   * The resource patterns, and patterns of the keys of the accounts that tests of {@code
   * aws:ResourceAccount} distinguish. A test may compare it with the account of the caller; the
   * tests of that account count too, then.
   *
   * @return empty if a test compares it with another key, or as a number
   */
  Optional<Set<ResourceClasses.Text>> resourcesByAccount() {
    Set<String> compared = new LinkedHashSet<>();
    for (Condition test : tests) {
      String key = LetterCase.lowerCase(test.key());
      List<String> read = ConditionMatcher.variableKeys(test, true);
      if (key.equals(RESOURCE_ACCOUNT) || read.contains(RESOURCE_ACCOUNT)) {
        compared.add(key);
        compared.addAll(read);
      }
    }
    compared.remove(RESOURCE_ACCOUNT);
    if (!ACCOUNTS_OF_THE_CALLER.containsAll(compared)) {
      return Optional.empty();
    }
    Set<String> keys = compared.isEmpty() ? Set.of() : ACCOUNTS_OF_THE_CALLER;
    Set<ResourceClasses.Text> patterns = new LinkedHashSet<>(resources);
    for (Condition test : tests) {
      String key = LetterCase.lowerCase(test.key());
      if ((key.equals(RESOURCE_ACCOUNT) || keys.contains(key)) && !addAccounts(test, patterns)) {
        return Optional.empty();
      }
    }
    return Optional.of(patterns);
  }

  /** Adds the keys of the accounts in a test; false if the test compares them as numbers. */
  private static boolean addAccounts(Condition test, Set<ResourceClasses.Text> patterns) {
    return switch (test.operator().comparison().family()) {
      case STRING -> {
        test.values().stream()
            .map(ConditionValue::text)
            .filter(text -> text.indexOf(':') < 0) // neither an account nor a pattern of some
            .map(text -> "arn:*:kms:*:" + text + ":*")
            .forEach(
                text -> patterns.add(new ResourceClasses.Text(text, false, PolicyType.IDENTITY)));
        yield true;
      }
      case ARN, BOOL, NULL -> true; // alike for all accounts
      case NUMERIC, DATE, IP_ADDRESS, BINARY -> false;
    };
  }

  /** The usual partition, and those of the principals and of the ARNs in tests. */
  Set<String> partitions() {
    Set<String> partitions = new LinkedHashSet<>(Partition.all().subList(0, 1));
    principals.forEach(
        name -> Arn.parse(name.text()).map(Arn::partition).ifPresent(partitions::add));
    for (Condition test : tests) {
      for (ConditionValue value : test.values()) {
        Arn.parse(value.text()).map(Arn::partition).ifPresent(partitions::add);
      }
    }
    partitions.retainAll(Partition.all());
    return partitions;
  }

  Set<String> services() {
    return services;
  }

  Set<ContextDependencies> dependencies() {
    return dependencies;
  }

  /** Some names of users that tests of {@code aws:username} compare it with. */
  Set<String> userNames() {
    return names(DerivedKey.USER_NAME.spelling(), MAX_USER_NAMES, text -> text);
  }

  /** Some names of sessions with which values of {@code aws:userid} end. */
  Set<String> sessionNames() {
    return names(
        DerivedKey.USER_ID.spelling(),
        MAX_SESSION_NAMES,
        text -> text.indexOf(':') < 0 ? "" : text.substring(text.lastIndexOf(':') + 1));
  }

  private Set<String> names(String key, int limit, UnaryOperator<String> part) {
    return tests.stream()
        .filter(test -> LetterCase.areSameName(test.key(), key))
        .flatMap(test -> test.values().stream())
        .map(value -> part.apply(value.text()))
        .filter(text -> NAME.matcher(text).matches())
        .limit(limit)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  List<Condition> tests() {
    return tests;
  }

  /** The keys that some test or variable reads, in lower case. */
  Set<String> testedKeys() {
    return testedKeys;
  }

  /** The keys that a test, a variable, a grant or a unique id of a policy reads, in lower case. */
  Set<String> readKeys() {
    Set<String> read = new LinkedHashSet<>(testedKeys);
    read.addAll(variables);
    read.addAll(readByGrants);
    read.add(DerivedKey.USER_ID.keyName());
    return read;
  }

  /**
   * The keys of maps whose tests may need two entries that differ in letter case only, such as an
   * encryption context with {@code t} and {@code T}. They are one key with several values (rule
   * 3.2), and the values of these keys are compared one by one.
   */
  Set<String> entriesByCase() {
    Map<String, Set<Condition>> byKey = new HashMap<>();
    for (Condition test : tests) {
      String key = LetterCase.lowerCase(test.key());
      byKey.computeIfAbsent(key, unused -> new LinkedHashSet<>()).add(test);
    }
    byKey
        .keySet()
        .removeIf(
            key ->
                !MapEntries.mayCount(
                    key,
                    byKey.getOrDefault(key, Set.of()),
                    isReadElsewhere(key),
                    variables.contains(key)));
    return byKey.keySet();
  }

  /** Whether a variable or the constraint of a grant reads a key. */
  private boolean isReadElsewhere(String key) {
    return variables.contains(key) || readByGrants.contains(key);
  }

  /** Whether some test, or a variable of a test or a resource pattern, reads a key. */
  boolean reads(String key) {
    return testedKeys.contains(key) || variables.contains(key);
  }

  /** A key in the spelling of a policy that tests it. */
  String spelling(String key) {
    return tests.stream()
        .map(Condition::key)
        .filter(other -> LetterCase.areSameName(key, other))
        .findFirst()
        .or(() -> Optional.ofNullable(spellings.get(key)))
        .or(() -> usual().filter(key::equalsIgnoreCase).findFirst())
        .orElse(key);
  }

  /** Whether a policy variable stands for the ARN or the account of the caller. */
  boolean namesCallersByVariable() {
    return variables.stream().anyMatch(OF_THE_CALLER::contains);
  }

  /**
   * Whether the results of tests of the caller's ARN and account may differ between accounts that
   * nobody names.
   */
  boolean dividesAccounts() {
    return namesCallersByVariable() || callerTests.stream().anyMatch(Vocabulary::dividesAccounts);
  }

  /** Whether a test can hold for some accounts and fail for others that it does not name. */
  private static boolean dividesAccounts(Condition test) {
    Comparison.Family family = test.operator().comparison().family();
    return switch (family) {
      case STRING, ARN ->
          test.values().stream()
              .map(ConditionValue::text)
              .anyMatch(text -> dividesAccounts(text, family));
      case NULL, BOOL -> false;
      case NUMERIC, DATE, IP_ADDRESS, BINARY -> true;
    };
  }

  /** Whether a pattern can hold for some accounts and fail for others that it does not name. */
  private static boolean dividesAccounts(String text, Comparison.Family family) {
    if (text.contains("${")) {
      return true;
    }
    boolean hasWildcards = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    if (!hasWildcards || text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    String[] fields = text.split(":", -1);
    if (fields.length < 5) {
      return true;
    }
    boolean isWhole = fields[4].equals("*") || Arn.isAccountId(fields[4]);
    String before = fields[0] + fields[1] + fields[2] + fields[3];
    boolean isPlain = before.indexOf('*') < 0 && before.indexOf('?') < 0;
    return !isWhole || (!isPlain && family == Comparison.Family.STRING);
  }
}
