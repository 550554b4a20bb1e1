package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.budget.StepsExhausted;
import io.kmspolicy.engine.exact.EquivalenceClassCollector;
import io.kmspolicy.engine.exact.TextShape;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.engine.match.ListedNames;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.Caller.ServicePrincipal;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Divides all callers into finitely many classes: each principal that some policy or grant names;
 * for each account that is named, and for one that nobody names, its root user and another user,
 * role session, federated session and session of a service-linked role; each service that is named
 * and another one. Other callers of one account and kind are divided further by the tests of {@code
 * aws:PrincipalArn}.
 *
 * <p>Invariant: every caller of the partition is in a class, and principal elements, grants and
 * tests of the caller's keys have the same result for all callers of a class. A key for which this
 * cannot be shown is loose: it stays unknown in the class.
 */
final class CallerClasses {

  private static final String OTHER_NAME = "another";
  private static final String LINKED_PATH = "aws-service-role/";
  private static final String LINKED_ROLE = "another.amazonaws.com/AWSServiceRoleForAnother";
  private static final int MAX_STEPS = 20_000_000;
  private static final String PRINCIPAL_ARN = DerivedKey.PRINCIPAL_ARN.keyName();
  private static final String SERVICE_NAME = DerivedKey.PRINCIPAL_SERVICE_NAME.keyName();
  private static final String LINKED_NAME = "AWSServiceRole";
  private static final Set<String> ARN_ONLY = Set.of(PRINCIPAL_ARN);
  private static final Set<String> ALL =
      Set.of(
          PRINCIPAL_ARN,
          DerivedKey.PRINCIPAL_ACCOUNT.keyName(),
          DerivedKey.CALLER_ACCOUNT.keyName());

  private final KmsCatalogue catalogue;
  private final Vocabulary vocabulary;
  private final String partition;
  private final Set<Caller> listed;
  private final ListedNames names;
  private final ListedNames existing;
  private final Set<String> namesakes = new LinkedHashSet<>();
  private final Set<String> sessionNames = new HashSet<>();
  private final Map<Caller, CallerClass> classes = new LinkedHashMap<>();
  private final Set<String> namedArns = new LinkedHashSet<>();
  private String unnamedAccount = "";

  /** Whether classes of ARNs took too many steps: others of the same tests would take them, too. */
  private boolean isExhausted;

  private boolean mayDivide = true;

  private CallerClasses(
      KmsCatalogue catalogue,
      Vocabulary vocabulary,
      String partition,
      Set<Caller> listed,
      ListedNames existing) {
    this.catalogue = catalogue;
    this.vocabulary = vocabulary;
    this.partition = partition;
    this.listed = listed;
    this.names = new ListedNames(listed, vocabulary.principals());
    this.existing = existing;
    for (PrincipalName name : vocabulary.principals()) {
      if (name instanceof PrincipalName.AssumedRoleSession session) {
        sessionNames.add(session.sessionName());
      }
    }
  }

  /**
   * The classes.
   *
   * @param partition the partition of the callers
   * @param listed callers that are classes of their own
   * @param ofUnknownPath those of them that are users whose paths are not known
   * @param existing the callers who are there when requests are allowed; of their names there are
   *     no others
   * @param owners accounts that are named besides those of the vocabulary
   */
  static List<CallerClass> of(
      KmsCatalogue catalogue,
      Vocabulary vocabulary,
      String partition,
      Set<Caller> listed,
      Set<IamUser> ofUnknownPath,
      ListedNames existing,
      Set<String> owners) {
    Set<Caller> settled = ListedNames.settled(listed, ofUnknownPath, vocabulary.users());
    CallerClasses made = new CallerClasses(catalogue, vocabulary, partition, settled, existing);
    for (Caller one : settled) {
      if (one instanceof IamUser user
          && ofUnknownPath.contains(user)
          && !vocabulary.users().contains(user)) {
        made.addByPath(user);
      } else if (one instanceof AnyRoleSession role && role.path() instanceof RolePath.Unknown) {
        made.addByPath(role);
      } else {
        made.addListed(one);
      }
    }
    made.addPrincipals();
    Set<String> accounts = new LinkedHashSet<>(owners);
    accounts.addAll(vocabulary.accounts());
    listed.forEach(
        caller -> {
          if (caller instanceof AccountCaller member) {
            accounts.add(member.accountId());
          }
        });
    accounts.forEach(account -> made.addOthersOf(account, false));
    made.unnamedAccount = Vocabulary.accountBeside(accounts);
    made.addOthersOf(made.unnamedAccount, vocabulary.dividesAccounts());
    made.addServices();
    made.classes.replaceAll((caller, one) -> made.withListedName(one));
    return List.copyOf(made.classes.values());
  }

  /** Adds a user whose path is not known: one class for each class of its paths. */
  private void addByPath(IamUser user) {
    String prefix = "arn:" + user.partition() + ":iam::" + user.accountId() + ":user/";
    TextShape shape = new TextShape(prefix, true, user.name(), user.name());
    List<Named> paths = names(shape, user.accountId(), false, Set.of());
    for (Named path : paths) {
      Caller one = new IamUser(user.partition(), user.accountId(), path.name());
      String name =
          path.name().equals(user.name())
              ? user.arn()
              : user.arn() + " if its ARN is one such as " + one.arn();
      addByPath(paths, path, one, name, user);
    }
  }

  /** Adds a role whose path is not known: one class for each class of its paths. */
  private void addByPath(AnyRoleSession role) {
    RoleSession session = role.named(sessionName());
    Set<String> added = new LinkedHashSet<>();
    for (RolePath path : names.named(session)) {
      added.add(CallerClass.arn(session.withPath(path)));
    }
    addByPath(session, added);
  }

  /** A class whose example has the name, but not the path, of a listed user or role. */
  private CallerClass withListedName(CallerClass one) {
    boolean isKnown =
        one.example() instanceof IamUser user
            ? vocabulary.users().contains(user)
            : one.example() instanceof RoleSession session
                && names.namedByPolicies(session).contains(session.path());
    Optional<Caller> same = names.sameName(one.example());
    boolean isSettled = isKnown && existing.namesakes(one.arn()).isEmpty();
    return isSettled || one.ofSameName().isPresent() || same.isEmpty() ? one : one.named(same);
  }

  private boolean isNamed(Caller one) {
    return one instanceof RoleSession session && !names.named(session).isEmpty();
  }

  private void addByPath(RoleSession session, Set<String> added) {
    List<Named> paths = roles(session, added);
    for (Named path : paths) {
      String folder = "/" + path.name().substring(0, path.name().lastIndexOf('/') + 1);
      RoleSession one = session.withPath(new RolePath.Known(folder));
      String words =
          isSessionName(session.sessionName())
              ? session.arn()
              : "a session of " + CallerClass.arn(session.withPath(RolePath.root()));
      String name =
          folder.equals("/")
              ? words
              : words + " if its role is one such as " + CallerClass.arn(one);
      addByPath(paths, path, one, name, session);
    }
  }

  private void addByPath(List<Named> paths, Named path, Caller one, String name, Caller listed) {
    Set<String> loose = path.loose(Set.of());
    boolean isOpen = paths.size() > 1 || !path.isExact() || isNamed(listed);
    Optional<Caller> open = isOpen ? Optional.of(listed) : Optional.empty();
    classes.putIfAbsent(one, new CallerClass(one, name, loose).named(open));
    add(one, name, loose);
  }

  private void add(Caller caller, Set<String> loose) {
    add(
        caller,
        caller instanceof RoleSession session && !isSessionName(session.sessionName())
            ? "a session of " + CallerClass.arn(session)
            : caller.arn(),
        loose);
  }

  private void add(Caller caller, String name, Set<String> loose) {
    classes.computeIfAbsent(caller, made -> new CallerClass(made, name, loose));
    boolean isOneSession =
        caller instanceof RoleSession session && !session.sessionName().equals(sessionName());
    if (caller instanceof AccountCaller member && !isOneSession) {
      namedArns.add(CallerClass.arn(member));
    }
  }

  /** Adds the users of a class, who have various names. */
  private void addUsers(IamUser one, String name, Set<String> loose) {
    RequestContext.Builder open = CallerClass.unknown(loose).keys().toBuilder();
    open.set(DerivedKey.USER_NAME.spelling(), ContextValue.presentUnknown());
    classes.putIfAbsent(one, new CallerClass(one, name, StatedKeys.of(open.build())));
    add(one, name, loose);
  }

  private void addListed(Caller caller) {
    Caller one = caller instanceof AnyRoleSession role ? role.named(sessionName()) : caller;
    boolean isHidden =
        one instanceof RoleSession session && session.path() instanceof RolePath.Unknown;
    add(one, isHidden ? ARN_ONLY : Set.of());
  }

  /** A name of a session that no policy names. */
  private String sessionName() {
    String name = OTHER_NAME;
    while (isSessionName(name)) {
      name += "-one";
    }
    return name;
  }

  private boolean isSessionName(String name) {
    return sessionNames.contains(name);
  }

  private void addPrincipals() {
    for (PrincipalName name : vocabulary.principals()) {
      if (name instanceof PrincipalName.User user && user.partition().equals(partition)) {
        add(new IamUser(partition, user.accountId(), user.name()), Set.of());
      } else if (name instanceof PrincipalName.Role role && role.partition().equals(partition)) {
        add(ListedNames.role(role).named(sessionName()), Set.of());
      } else if (name instanceof PrincipalName.FederatedUser user
          && user.partition().equals(partition)) {
        String session = user.text().substring(user.text().indexOf('/') + 1);
        addFederated(user.accountId(), session, user.text(), Set.of());
      } else if (name instanceof PrincipalName.AssumedRoleSession session
          && session.partition().equals(partition)) {
        addSessions(session);
      }
    }
  }

  /**
   * A session that is named: of each listed or named role of that name; and, unless the path of the
   * role is known, of one role of that name for each class of other paths, those of service-linked
   * roles among them.
   */
  private void addSessions(PrincipalName.AssumedRoleSession named) {
    RoleSession session =
        new RoleSession(
            partition,
            named.accountId(),
            named.roleName(),
            named.sessionName(),
            RolePath.unknown());
    Set<String> added = new LinkedHashSet<>();
    for (RolePath path : names.named(session)) {
      RoleSession one = session.withPath(path);
      add(one, Set.of());
      added.add(CallerClass.arn(one));
    }
    if (existing.isOfKnownPath(session)) {
      return;
    }
    if (names.isListed(session)) {
      addByPath(session, added);
      return;
    }
    for (Named role : roles(session, added)) {
      String path = "/" + role.name().substring(0, role.name().lastIndexOf('/') + 1);
      add(session.withPath(new RolePath.Known(path)), role.loose(Set.of()));
    }
  }

  /**
   * The roles that a session may be of, by their paths.
   *
   * @param added the ARNs of roles that are classes already
   */
  private List<Named> roles(RoleSession named, Set<String> added) {
    String prefix = "arn:" + partition + ":iam::" + named.accountId() + ":role/";
    List<Named> roles = new ArrayList<>();
    for (Named role : roles(prefix, "", named, added)) {
      if (!role.name().startsWith(LINKED_PATH)) {
        roles.add(role);
      }
    }
    if (named.roleName().startsWith(LINKED_NAME)) {
      for (Named role : roles(prefix + LINKED_PATH, "another.amazonaws.com/", named, added)) {
        roles.add(new Named(LINKED_PATH + role.name(), role.isExact()));
      }
    }
    return roles;
  }

  private List<Named> roles(String prefix, String path, RoleSession named, Set<String> added) {
    String preferred = path + named.roleName();
    for (String other = ""; added.contains(prefix + preferred); other += "another/") {
      preferred = other + path + named.roleName();
    }
    TextShape shape = new TextShape(prefix, true, preferred, named.roleName());
    return names(shape, named.accountId(), false, added);
  }

  /** A federated session of each user that is named or listed, and of another user. */
  private void addFederated(String account, String name, String words, Set<String> loose) {
    boolean matters = false;
    for (PrincipalName one : vocabulary.principals()) {
      if (one instanceof PrincipalName.User user && user.accountId().equals(account)) {
        matters = true;
        add(
            federated(account, name, new FederatingUser.Named(user.name())),
            words + " made by the user " + user.name(),
            loose);
      }
      matters |= one instanceof PrincipalName.DeletedIdentity;
    }
    for (Caller one : listed) {
      if (one instanceof IamUser user && user.accountId().equals(account)) {
        matters = true;
        add(
            federated(account, name, new FederatingUser.Named(user.name())),
            words + " made by the user " + user.name(),
            loose);
      }
    }
    FederatingUser other =
        matters ? new FederatingUser.Named(OTHER_NAME + "-user") : FederatingUser.unknown();
    add(federated(account, name, other), words, loose);
  }

  private FederatedUser federated(String account, String name, FederatingUser user) {
    return new FederatedUser(partition, account, name, user);
  }

  /** The callers of an account that no policy names. */
  private void addOthersOf(String account, boolean isLoose) {
    add(new RootUser(partition, account), isLoose ? ALL : Set.of());
    String iam = "arn:" + partition + ":iam::" + account + ":";
    Set<String> loose = isLoose ? ALL : Set.of();
    for (String name : vocabulary.userNames()) {
      IamUser user = new IamUser(partition, account, name);
      if (!ListedNames.hasName(listed, user)) {
        add(user, other("user", new Named(name, true), account, isLoose), loose);
      }
    }
    for (Named user : names(iam + "user/", OTHER_NAME, true, account, isLoose)) {
      addUsers(
          new IamUser(partition, account, user.name()),
          other("user", user, account, isLoose),
          user.loose(loose));
    }
    for (Named role : roles(iam + "role/", account, isLoose)) {
      addSessionsOf(role, account, isLoose);
    }
    String sts = "arn:" + partition + ":sts::" + account + ":federated-user/";
    for (Named user : names(sts, OTHER_NAME, false, account, isLoose)) {
      addFederated(
          account,
          user.name(),
          other("session of another federated user", user, account, isLoose),
          user.loose(loose));
    }
  }

  /** A session of a role, and those whose names the unique ids of policies end with. */
  private void addSessionsOf(Named role, String account, boolean isLoose) {
    int end = role.name().lastIndexOf('/') + 1;
    RoleSession session =
        new RoleSession(
            partition,
            account,
            role.name().substring(end),
            sessionName(),
            new RolePath.Known("/" + role.name().substring(0, end)));
    String words =
        other(
            role.name().startsWith(LINKED_PATH)
                ? "session of another service-linked role"
                : "session of another role",
            role,
            account,
            isLoose);
    Set<String> loose = role.loose(isLoose ? ALL : Set.of());
    add(session, words, loose);
    for (String name : vocabulary.sessionNames()) {
      add(session.anySession().named(name), words + " with the name " + name, loose);
    }
  }

  private String other(String kind, Named named, String account, boolean isLoose) {
    String of = unnamedAccount.equals(account) ? "an account that no policy names" : account;
    String name = named.name().contains(OTHER_NAME) || isLoose ? "" : " such as " + named.name();
    return (kind.startsWith("session") ? "a " : "another ") + kind + name + " of " + of;
  }

  /** The names of roles with their paths, those of service-linked roles among them. */
  private List<Named> roles(String prefix, String account, boolean isLoose) {
    List<Named> roles = new ArrayList<>();
    for (Named role : names(prefix, OTHER_NAME, true, account, isLoose)) {
      if (!role.name().startsWith(LINKED_PATH)) {
        roles.add(role);
      }
    }
    for (Named role : names(prefix + LINKED_PATH, LINKED_ROLE, true, account, isLoose)) {
      roles.add(new Named(LINKED_PATH + role.name(), role.isExact()));
    }
    return roles;
  }

  /**
   * A name that stands for a class of names.
   *
   * @param isExact whether all ARNs with a name of the class have the same results
   */
  private record Named(String name, boolean isExact) {
    Set<String> loose(Set<String> others) {
      return isExact || !others.isEmpty() ? others : ARN_ONLY;
    }
  }

  /** One name of each class of the ARNs with a prefix. */
  private List<Named> names(
      String prefix, String usual, boolean hasPath, String account, boolean isLoose) {
    TextShape shape = new TextShape(prefix, hasPath, preferred(prefix, usual));
    return names(shape, account, isLoose, namedArns);
  }

  /**
   * One name of each class of the ARNs of a shape.
   *
   * @param others the ARNs that are classes already
   */
  private List<Named> names(TextShape shape, String account, boolean isLoose, Set<String> others) {
    if (!vocabulary.testedKeys().contains(PRINCIPAL_ARN)) {
      return List.of(new Named(shape.preferred(), true));
    }
    if (isLoose || vocabulary.namesCallersByVariable()) {
      return List.of(new Named(shape.preferred(), false));
    }
    return names(shape, account, others);
  }

  /**
   * The names that are no class already. An example that is one becomes a class of its own, so that
   * the rest of its class gets another example.
   */
  private List<Named> names(TextShape shape, String account, Set<String> others) {
    Set<String> apart = new LinkedHashSet<>();
    while (true) {
      Optional<List<String>> found = classes(account, apart, shape);
      if (found.isEmpty() && !namesakes.isEmpty()) { // Without them it takes fewer steps.
        namesakes.clear();
        isExhausted = false;
        mayDivide = false;
        continue;
      } else if (found.isEmpty()) {
        return List.of(new Named(shape.preferred(), false));
      }
      List<Named> names = new ArrayList<>();
      boolean isNew = false;
      for (String name : found.get()) {
        String arn = shape.prefix() + name;
        List<String> taken = existing.namesakes(arn);
        if (others.contains(arn)) {
          isNew |= apart.add(arn);
        } else if (taken.isEmpty() || !mayDivide) {
          names.add(new Named(name, true));
        } else { // None of the class can be, once the namesakes are a class of their own.
          isNew |= namesakes.addAll(taken);
        }
      }
      if (!isNew) {
        return names;
      }
    }
  }

  /** One name of each class; empty if the classes cannot be computed in the steps there are. */
  private Optional<List<String>> classes(String account, Set<String> apart, TextShape shape) {
    if (isExhausted) {
      return Optional.empty();
    }
    try {
      return collector(account, apart).namesOf(PRINCIPAL_ARN, shape);
    } catch (StepsExhausted tooMany) {
      isExhausted = true;
      return Optional.empty();
    }
  }

  private String preferred(String prefix, String usual) {
    String name = usual;
    while (namedArns.contains(prefix + name)) {
      name += "-one";
    }
    return name;
  }

  /** The comparisons of the caller's ARN, with the account of the caller put in. */
  private EquivalenceClassCollector collector(String account, Set<String> apart) {
    EquivalenceClassCollector collector =
        collector(
            RequestContext.builder()
                .unknown("*")
                .put(DerivedKey.PRINCIPAL_ACCOUNT.spelling(), account)
                .put(DerivedKey.CALLER_ACCOUNT.spelling(), account)
                .build());
    apart.forEach(arn -> collector.addText(PRINCIPAL_ARN, arn));
    namesakes.forEach(pattern -> collector.addPattern(PRINCIPAL_ARN, pattern));
    collector.addPattern(
        PRINCIPAL_ARN, "arn:" + partition + ":iam::" + account + ":role/" + LINKED_PATH + "*");
    return collector;
  }

  /** The comparisons of the keys that are unknown in a context. */
  private EquivalenceClassCollector collector(RequestContext context) {
    EquivalenceClassCollector collector =
        new EquivalenceClassCollector(
            catalogue, new CountedContext(context, new StepBudget(MAX_STEPS).start()));
    vocabulary.dependencies().forEach(collector::add);
    return collector;
  }

  private void addServices() {
    vocabulary.services().forEach(this::addService);
    String other = "another.amazonaws.com";
    while (vocabulary.services().contains(other)) {
      other = "yet-" + other;
    }
    if (!vocabulary.testedKeys().contains(SERVICE_NAME)) {
      add(new ServicePrincipal(other), Set.of());
      return;
    }
    Optional<List<String>> names = otherServices(other);
    if (names.isEmpty()) {
      add(new ServicePrincipal(other), Set.of(SERVICE_NAME));
    }
    for (String name : names.orElse(List.of())) {
      if (!vocabulary.services().contains(name)) {
        add(new ServicePrincipal(name), Set.of());
      }
    }
  }

  /** A service that is named; some condition may have another name of it (rule 4.13). */
  private void addService(String name) {
    ServicePrincipal service = new ServicePrincipal(name);
    boolean mayBeOther =
        vocabulary.tests().stream()
            .filter(test -> test.key().equalsIgnoreCase(SERVICE_NAME))
            .flatMap(test -> test.values().stream())
            .anyMatch(value -> service.mayAlsoBe(value.text()));
    StatedKeys open = mayBeOther ? CallerClass.varying(SERVICE_NAME) : StatedKeys.none();
    classes.put(service, new CallerClass(service, name, open));
  }

  private Optional<List<String>> otherServices(String preferred) {
    try {
      EquivalenceClassCollector collector =
          collector(RequestContext.builder().unknown("*").build());
      vocabulary.services().forEach(service -> collector.addText(SERVICE_NAME, service));
      return collector.namesOf(SERVICE_NAME, new TextShape("", false, preferred));
    } catch (StepsExhausted tooMany) {
      return Optional.empty();
    }
  }
}
