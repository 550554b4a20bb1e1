package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.table.OpenFact.Choice;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.IamUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.request.Caller.ServicePrincipal;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Random requests near the boundaries of policies: callers that they name and neighbors of them,
 * and for each tested key its literals, neighbors of these, or absence. The values of a request
 * satisfy the rules on keys that belong together. It shares no class with the prover but the names
 * of the choices for unknown layers.
 */
final class RandomRequests {

  private static final List<String> ACCOUNTS =
      List.of("111122223333", "444455556666", "777788889999", "999900001111");

  private static final List<String> GRANTABLE =
      List.of(
          "kms:Decrypt",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:DescribeKey",
          "kms:CreateGrant",
          "kms:RetireGrant");

  /** The keys that every request of a user or role has (rule 6.11); a service may lack them. */
  private static final Set<String> ALWAYS =
      Set.of("aws:CurrentTime", "aws:SecureTransport", "aws:UserAgent");

  private final Random random;
  private final KmsResource.Key key;
  private final List<Statement> statements;
  private final List<String> actions;

  /** Actions that a statement names; all actions if none is named. */
  private final List<String> named;

  RandomRequests(Random random, KmsResource.Key key, List<Statement> statements) {
    this.random = random;
    this.key = key;
    this.statements = statements;
    this.actions = new ArrayList<>(GRANTABLE);
    actions.addAll(List.of("kms:PutKeyPolicy", "kms:TagResource", "kms:ReplicateKey"));
    this.named = actions.stream().filter(action -> names(statements, action)).toList();
  }

  private static boolean names(List<Statement> statements, String action) {
    return statements.stream()
        .map(Statement::action)
        .anyMatch(
            element ->
                element instanceof ActionElement.Action listed
                    && listed.patterns().stream()
                        .anyMatch(pattern -> Glob.parse(pattern.text()).matches(action)));
  }

  /** A request with the completions of its unknown layers. */
  record Drawn(AuthorizationRequest request, Map<Choice, Integer> options, BoundaryState boundary) {

    /** The policies of one side. */
    PolicySet policies(KeyPolicies policies, KmsResource.Key key) {
      String source = FilledLayers.sourceOf(request.caller(), key);
      return new FilledLayers(
              request.caller(), key, request.action(), "", options, false, false, source)
          .fill(PolicySet.of(PrincipalPolicies.unknown(), policies), boundary);
    }
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  Drawn draw() {
    Caller caller = caller();
    AuthorizationRequest request = AuthorizationRequest.of(caller, action(), key, context(caller));
    return new Drawn(
        request,
        options(caller, GRANTABLE.contains(request.action())),
        random.nextBoolean() ? BoundaryState.NONE : BoundaryState.ATTACHED_UNKNOWN);
  }

  private String action() {
    return pick(named.isEmpty() || random.nextInt(4) == 0 ? actions : named);
  }

  private Map<Choice, Integer> options(Caller caller, boolean grantable) {
    Map<Choice, Integer> options = new HashMap<>();
    for (PolicyType type : PolicyType.values()) {
      List<Completion> all = Completion.of(type, caller);
      Choice choice =
          new Choice(
              new Completion.Subject(type, ""), all.stream().map(Completion::name).toList(), true);
      int option =
          random.nextInt(3) == 0 ? random.nextInt(all.size()) : Math.min(1, all.size() - 1);
      options.put(
          choice, type == PolicyType.IDENTITY ? option : random.nextInt(4) == 0 ? option : 0);
    }
    options.put(
        new Choice(new Completion.Grants(""), List.of("none", "a grant"), true),
        grantable && random.nextInt(6) == 0 ? 1 : 0);
    return options;
  }

  private Caller caller() {
    List<Caller> named = new ArrayList<>();
    for (Statement statement : statements) {
      for (PrincipalName name : statement.principal().names()) {
        add(name, named);
      }
    }
    if (!named.isEmpty() && random.nextInt(3) > 0) {
      return pick(named);
    }
    String account = pick(ACCOUNTS);
    return switch (random.nextInt(8)) {
      case 0 -> new RootUser("aws", account);
      case 1 -> new IamUser("aws", account, pick(List.of("alice", "bob", "carol", "x/bob", "b")));
      case 2, 3 ->
          session(
              account, pick(List.of("App", "Admin", "Other", "app")), pick(List.of("one", "two")));
      case 4 -> new FederatedUser("aws", account, pick(List.of("fay", "gus")), user());
      case 5 ->
          new RoleSession(
              "aws",
              account,
              "AWSServiceRoleForX",
              "s",
              new RolePath.Known("/aws-service-role/x.amazonaws.com/"));
      case 6 ->
          new ServicePrincipal(
              pick(List.of("s3.amazonaws.com", "logs.amazonaws.com", "x.amazonaws.com")));
      default -> new IamUser("aws", account, "u" + random.nextInt(3));
    };
  }

  private FederatingUser user() {
    return random.nextBoolean()
        ? new FederatingUser.Named(pick(List.of("alice", "bob", "zed")))
        : new FederatingUser.Nobody();
  }

  private RoleSession session(String account, String role, String name) {
    return new RoleSession(
        "aws", account, role, name, new RolePath.Known(pick(List.of("/", "/ops/", "/a/b/"))));
  }

  private void add(PrincipalName name, List<Caller> named) {
    if (name instanceof PrincipalName.User user) {
      named.add(new IamUser("aws", user.accountId(), user.name()));
      named.add(
          new FederatedUser("aws", user.accountId(), "fay", new FederatingUser.Named(user.name())));
    } else if (name instanceof PrincipalName.Role role) {
      int end = role.name().lastIndexOf('/') + 1;
      named.add(
          new RoleSession(
              "aws",
              role.accountId(),
              role.name().substring(end),
              pick(List.of("one", "two")),
              new RolePath.Known("/" + role.name().substring(0, end))));
    } else if (name instanceof PrincipalName.AssumedRoleSession one) {
      named.add(session(one.accountId(), one.roleName(), one.sessionName()));
    } else if (name instanceof PrincipalName.Account account) {
      named.add(new RootUser("aws", account.accountId()));
      named.add(new IamUser("aws", account.accountId(), "someone"));
    } else if (name instanceof PrincipalName.Service service) {
      named.add(new ServicePrincipal(service.name()));
    } else if (name instanceof PrincipalName.FederatedUser user) {
      named.add(new FederatedUser("aws", user.accountId(), "fay", user()));
    }
  }

  private RequestContext context(Caller caller) {
    RequestContext.Builder context = RequestContext.builder();
    putCaller(context, caller);
    Map<String, List<String>> literals = new HashMap<>();
    for (Statement statement : statements) {
      for (Condition test : statement.condition().tests()) {
        List<String> texts = literals.computeIfAbsent(test.key(), unused -> new ArrayList<>());
        test.values().stream().map(ConditionValue::text).forEach(texts::add);
      }
    }
    for (Words.Tested tested : Words.KEYS) {
      List<String> texts = literals.getOrDefault(tested.key(), List.of());
      boolean isAlways = caller instanceof AccountCaller && ALWAYS.contains(tested.key());
      if (isFree(tested.key()) && !texts.isEmpty() && (isAlways || random.nextInt(4) > 0)) {
        put(context, tested, texts);
      }
    }
    putJoint(context, caller instanceof AccountCaller);
    return context.build();
  }

  private static boolean isFree(String key) {
    return !Set.of(
            "aws:PrincipalArn",
            "aws:PrincipalAccount",
            "kms:CallerAccount",
            "kms:EncryptionContextKeys",
            "aws:ViaAWSService")
        .contains(key);
  }

  private void putCaller(RequestContext.Builder context, Caller caller) {
    if (caller instanceof AccountCaller member) {
      String arn =
          member instanceof RoleSession session ? session.roleArn().orElseThrow() : member.arn();
      context.put("aws:PrincipalArn", arn);
      context.put("aws:PrincipalAccount", member.accountId());
      context.put("kms:CallerAccount", member.accountId());
      context.put("aws:PrincipalIsAWSService", "false");
    } else {
      context.put("aws:PrincipalIsAWSService", "true");
      // A grant for a service has a source (rule 5.7).
      context.put("aws:SourceArn", FilledLayers.sourceOf(caller, key));
    }
    context.put("aws:ResourceAccount", key.accountId());
    if (random.nextBoolean()) {
      context.put("aws:PrincipalTag/team", pick(List.of("red", "blue", "a", "b", "A", "")));
    }
  }

  private void put(RequestContext.Builder context, Words.Tested tested, List<String> texts) {
    List<String> values = new ArrayList<>(List.of(value(tested, pick(texts))));
    while (tested.several() && random.nextInt(2) == 0) {
      values.add(value(tested, pick(texts)));
    }
    context.set(tested.key(), new ContextValue.Present(values));
  }

  private String value(Words.Tested tested, String text) {
    return switch (tested.comparisons().get(0).family()) {
      case STRING -> near(text);
      case ARN -> arn(text);
      case NUMERIC -> number(text);
      case BOOL -> Boolean.toString(random.nextBoolean());
      case DATE ->
          pick(
              List.of(
                  "2025-12-31T23:59:59Z",
                  "2026-01-01T00:00:00Z",
                  "2026-06-30T23:59:59Z",
                  "2026-07-01T00:00:00Z",
                  "2027-01-01T00:00:00Z",
                  "2027-01-01T00:00:01Z"));
      case IP_ADDRESS -> random.nextInt(8) == 0 ? "2001:db8::1" : address(text);
      default -> text;
    };
  }

  private String near(String text) {
    String filled = text.replace("*", pick(List.of("", "x", "red"))).replace("?", "r");
    return switch (random.nextInt(6)) {
      case 0 -> filled + "x";
      case 1 -> filled.toUpperCase(Locale.ROOT);
      case 2 -> filled.isEmpty() ? "y" : filled.substring(1);
      case 3 -> random.nextInt(4) == 0 ? "" : text;
      default -> filled;
    };
  }

  private String arn(String text) {
    String filled = text.replace("*", pick(List.of("x", "us-west-2", "t")));
    return filled.startsWith("arn:") ? filled : "arn:aws:sqs:us-west-2:111122223333:q";
  }

  /** The first or last address of a range, or one beside it. */
  private String address(String range) {
    int slash = range.indexOf('/');
    if (slash < 0) {
      return "10.1.2.3"; // `Null` compares with no range
    }
    long size = 1L << (32 - Integer.parseInt(range.substring(slash + 1)));
    long first = 0;
    for (String part : range.substring(0, slash).split("\\.")) {
      first = 256 * first + Integer.parseInt(part);
    }
    first -= first % size;
    long chosen = pick(List.of(first - 1, first, first + size - 1, first + size));
    return (chosen >> 24 & 255)
        + "."
        + (chosen >> 16 & 255)
        + "."
        + (chosen >> 8 & 255)
        + "."
        + (chosen & 255);
  }

  private String number(String text) {
    try {
      return Long.toString(Math.max(0, Long.parseLong(text) + random.nextInt(3) - 1));
    } catch (NumberFormatException nullValue) {
      return "7";
    }
  }

  /** The list of pair names, and the flag of calls by services. */
  private void putJoint(RequestContext.Builder context, boolean isMember) {
    RequestContext drawn = context.build();
    List<String> names = new ArrayList<>();
    for (String name : List.of("tenant", "Stage")) {
      if (drawn.get("kms:encryptioncontext:" + name.toLowerCase(Locale.ROOT))
          instanceof ContextValue.Present) {
        names.add(
            switch (random.nextInt(5)) {
              case 0 -> name.toUpperCase(Locale.ROOT);
              case 1 -> name.toLowerCase(Locale.ROOT);
              case 2 -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
              default -> name;
            });
      }
    }
    if (random.nextInt(3) == 0) {
      names.add("other");
    }
    if (!names.isEmpty()) {
      context.put("kms:EncryptionContextKeys", names);
    }
    boolean via = drawn.get("kms:viaservice") instanceof ContextValue.Present;
    if (via || isMember || random.nextBoolean()) {
      context.put("aws:ViaAWSService", Boolean.toString(via || random.nextBoolean()));
    }
  }

  /** What a request says. */
  static String describe(Drawn drawn) {
    Optional<RequestContext> context =
        drawn.request().context() instanceof RequestContext listed
            ? Optional.of(listed)
            : Optional.empty();
    StringBuilder text = new StringBuilder();
    text.append(drawn.request().caller()).append(' ').append(drawn.request().action());
    context.ifPresent(
        listed ->
            listed
                .values()
                .forEach(
                    (key, value) ->
                        text.append("\n  ")
                            .append(key)
                            .append('=')
                            .append(
                                value instanceof ContextValue.Present present
                                    ? present.values()
                                    : value)));
    return text.append('\n').append(drawn.options()).append(drawn.boundary()).toString();
  }
}
